/** The prebuilt module: what array creation runs without the compiler. `src/array/prebuilt.ts` loads it. */
export {
  fill_f64, fill_f32, fill_i64, fill_i32, fill_i16, fill_i8,
  arange_f64, arange_f32, arange_i64, arange_i32, arange_i16, arange_i8,
} from "./runtime/create";
export { random_f64, random_f32 } from "./runtime/random";
