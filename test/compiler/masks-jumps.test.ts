// biome-ignore-all lint/suspicious/noSelfCompare: it is how NaN is told
// biome-ignore-all lint/suspicious/noAssignInExpressions: programs do
// biome-ignore-all lint/complexity/useMathMinMax: the ternary is meant
// biome-ignore-all lint/suspicious/noFallthroughSwitchClause: falling through is what some programs are there for
// biome-ignore-all lint/correctness/noUnreachable: a step that no iteration comes to is meant
/** Breaks, continues, labels and switches in lanes. */
import { prange } from 'wamba'
import { type Any, f64, i32, testPrograms } from './masks-harness.ts'

testPrograms({
  breakContinue: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        for (let k = 0; k < 20; k++) {
          if (k % 3 === 0) continue
          if (k > a[i] + 5) break
          for (let m = 0; m < 5; m++) {
            if (m === k % 4) continue
            if (s > 100) break
            s += m + a[i]
          }
          if (s < -50) break
        }
        o[i] = s
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  labelled: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        outer: for (let k = 0; k < 10; k++) {
          for (let m = 0; m < 10; m++) {
            if (k * m > a[i] * 4) break outer
            if (m > k) continue outer
            s += 1
          }
        }
        o[i] = s
      }
    },
    args: (n) => [f64(n), i32(n, 2)],
  },
  switches: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        switch (a[i] & 7) {
          case 0:
            s = 1
            break
          case 1:
            s = 2
          case 2:
            s += 5
            break
          case 3: {
            if (a[i] > 0) {
              s = 9
              break
            }
            s = 8
          }
          default:
            s -= 3
        }
        o[i] = s
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  switchLoop: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let s = 0
        for (let k = 0; k < 6; k++) {
          switch ((a[i] + k) & 3) {
            case 0:
              s += 1
              continue
            case 1:
              s *= 2
              break
            case 2:
              s -= k
              break
          }
          if (s > 20) break
        }
        o[i] = s
      }
    },
    args: (n) => [i32(n), i32(n, 2)],
  },
  earlyExit: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        if (a[i] < -5) continue
        let x = a[i]
        if (x < 0) {
          o[i] = -1
          continue
        }
        let n = 0
        do {
          x = x * 0.5
          n++
          if (n > 30) break
        } while (x > 0.1)
        o[i] = n + x
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  doubleLoopBreakStore: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        for (let k = 0; k < 8; k++) {
          if (a[i] < k) break
          o[i] = o[i] * 0.5 + k
        }
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
  },
  whileTrue: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(o.length)) {
        let x = a[i]
        let n = 0
        while (true) {
          n++
          if (n > a.length) break
          x += 1.5
          if (x > 20) break
          if (x < 0) continue
          x *= 1.1
        }
        o[i] = x + n
      }
    },
    args: (n) => [f64(n), f64(n)],
  },
  breakAtTheEnd: {
    fn: (a: Any, o: Any) => {
      for (const i of prange(a.length)) {
        let x = i
        for (let k = 0; k < (i & 7); k++) {
          x %= i
          o[i] = x
          for (let m = 0; m < 3; m++) x = (a.length >>> 0) % a.length
          break
        }
      }
    },
    args: (n) => [f64(n), f64(n, 2)],
    inOrder: true,
  },
})
