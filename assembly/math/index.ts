/** The elementary functions of one number, without SIMD: what the JavaScript reference calls. `src/ops/library.ts` loads it. */
export { exp, exp2, expm1, sinh, cosh, tanh } from "./exp";
export { log, log2, log10, log1p, asinh, acosh, atanh } from "./log";
export { pow } from "./pow";
export { sin, cos, tan, asin, acos, atan, atan2 } from "./trig";
export { cbrt, hypot } from "./roots";
export { erf } from "./erf";
