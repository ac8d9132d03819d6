import { expect, it } from 'vitest'
import { allTurns, pendingTurns, takeTurn } from '#wamba/team/turns.js'

it('turns come in the order in which they were taken, also where one is given up before it has come', async () => {
  const order: number[] = []
  const turns = [0, 1, 2, 3].map(() => takeTurn())
  expect(turns.map(({ first }) => first)).toEqual([true, false, false, false])
  const done = turns.map(async ({ comes, over }, i) => {
    await comes
    order.push(i)
    await null
    if (i !== 2) over()
  })
  turns[2].over()
  expect(pendingTurns()).toBe(3)
  await Promise.all(done)
  await allTurns()
  expect(order).toEqual([0, 1, 2, 3])
  expect(pendingTurns()).toBe(0)
  const next = takeTurn()
  expect(next.first).toBe(true)
  await next.comes
  next.over()
})
