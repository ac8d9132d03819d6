/** The elementary functions of one number, without SIMD: what the JavaScript reference calls. `src/ops/library.ts` loads it. */
export { exp, exp2, expm1, sinh, cosh, tanh, expf, exp2f, expm1f, sinhf, coshf, tanhf } from "./exp";
export { log, log2, log10, log1p, asinh, acosh, atanh, logf, log2f, log10f, log1pf, asinhf, acoshf, atanhf } from "./log";
export { pow, powf } from "./pow";
export { sin, cos } from "./sine";
export { tan } from "./tangent";
export { sinf, cosf, tanf } from "./sinef";
export { asin, acos, asinf, acosf } from "./arc";
export { atan, atan2, atanf, atan2f } from "./arctangent";
export { cbrt, hypot, cbrtf, hypotf } from "./roots";
export { erf, erfc, erff, erfcf } from "./erf";
export { round, roundf, sign, signf } from "./rounding";
export { gamma, lgamma, gammaf, lgammaf } from "./gamma";
export { power3, power4, power5, power6, power7, power8, root } from "./powers";
export { power3f, power4f, power5f, power6f, power7f, power8f, rootf } from "./powers";
export { remainder, remainderf } from "./remainder";
