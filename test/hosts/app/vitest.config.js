export default { test: { include: ['vitest.spec.js'], testTimeout: 60_000 } }
