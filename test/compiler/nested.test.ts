/** Objects whose fields are objects or short arrays. */
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, same } from './same.ts'

describe('an object of objects', () => {
  it('is read, assigned, taken apart and returned', () => {
    same(
      (x: number, y: number) => {
        const p = { pos: { x, y }, colour: [1, 2, 3], v: 1 }
        p.pos.x += p.v
        const { pos, colour } = p
        const {
          pos: { y: height },
        } = p
        pos.y++
        return pos.x * 10 + p.pos.y - height + colour[1] * p.colour.length
      },
      [2, 3],
    )
    same(
      (n: number) => {
        let state = { a: { b: { c: n } }, sum: 0 }
        for (let i = 0; i < 5; i++) {
          state.a.b.c *= 0.3
          state.sum += state.a.b.c
          if (i === 3) state = { a: { b: { c: state.sum } }, sum: 1 }
        }
        return state
      },
      [7],
    )
  })

  it('goes to functions and comes from them', () => {
    same(
      (x: number, y: number) => {
        const make = (u: number, v: number) => ({ pos: { x: u, y: v }, mass: 2 })
        const between = (p: Any, q: Any) => ({ x: p.pos.x + q.pos.x, y: p.mass * q.pos.y })
        return between(make(x, y), make(y, x))
      },
      [2, 3],
    )
  })

  it('is an element of an array', () => {
    same(
      (n: number) => {
        const bodies: Any[] = []
        for (let i = 0; i < n; i++) bodies.push({ pos: { x: i, y: 2 * i }, vel: { x: 0, y: 1 }, m: 1 })
        for (const b of bodies) {
          b.pos.x += b.vel.y
          b.pos.y += b.m
        }
        bodies[1].pos.x = bodies[0].pos.y
        return bodies
      },
      [3],
    )
  })

  it('is one object under two names, or an error', () => {
    same(
      (n: number) => {
        const p = { pos: { x: n } }
        const q = p.pos
        q.x++
        p.pos.x *= 2
        return q.x
      },
      [4],
    )
    const refused = (fn: (n: number) => unknown): void => expect(() => jit(fn)(1)).toThrow('would be one object')
    refused((n) => {
      let p = { pos: { x: n } }
      const q = p.pos
      p = { pos: { x: 2 } }
      q.x++
      return p.pos.x
    })
    refused((n) => {
      const pos = { x: n }
      const p = { pos }
      pos.x++
      return p.pos.x
    })
  })
})
