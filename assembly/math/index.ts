/** The elementary functions of one number, without SIMD: what the JavaScript reference calls. `src/ops/library.ts` loads it. */
export { exp, exp2, expm1 } from "./exp";
export { sinh, cosh, tanh } from "./hyperbolic";
export { expf, fastExpf, exp2f, expm1f, sinhf, coshf, tanhf } from "./expf";
export { log, log2, log10, log1p } from "./log";
export { asinh, acosh, atanh } from "./inverseHyperbolic";
export { logf, log2f, log10f, log1pf, asinhf, acoshf, atanhf } from "./logf";
export { pow, powf } from "./pow";
export { sin, cos } from "./sine";
export { tan } from "./tangent";
export { sinf, cosf, tanf } from "./sinef";
export { asin, acos, asinf, acosf } from "./arc";
export { atan, atan2, atanf, atan2f } from "./arctangent";
export { cbrt, cbrtf } from "./roots";
export { hypot, hypot3, hypot4, hypot8, hypotf, hypot3f, hypot4f, hypot8f, hypotScale, hypotSum, hypotLow, hypotRoot } from "./hypot";
export { erf, erfc, erff, erfcf } from "./erf";
export { round, roundf, sign, signf } from "./rounding";
export { gamma, lgamma, gammaf, lgammaf } from "./gamma";
export {
  root, rootf,
  power3, power3f,
  power4, power4f,
  power5, power5f,
  power6, power6f,
  power7, power7f,
  power8, power8f,
  power9, power9f,
  power10, power10f,
  power12, power12f,
  power16, power16f,
} from "./powers";
export {
  powerMinus2, powerMinus2f,
  powerMinus3, powerMinus3f,
  powerMinus4, powerMinus4f,
  powerMinus6, powerMinus6f,
  powerMinus12, powerMinus12f,
} from "./inversePowers";
export { remainder, remainderf } from "./remainder";
