/**
 * Where the constant tables lie: at fixed addresses below the first array, so that a load needs no base. The host writes them
 * once (`scripts/make-tables.js` computes them, and says what they hold).
 *
 *     1024    EXP_TABLE    128 entries of 16 bytes    of 2^(i/128): its low part, relative; the bits of its double − (i << 45)
 *     3072    LOG_TABLE    128 entries of 32 bytes    1/c, log c in 43 bits, the rest of log c, 0
 *     7168    ERF_TABLE    769 entries of 16 bytes    erf(i/128), its derivative there less 1
 *     19472   ERF_LOWS     769 of 8 bytes             the low part of erf(i/128)
 *     25624   TWO_OVER_PI  20 of 8 bytes              0 and 1216 bits of 2/π
 *     25784   ATAN_TABLE   73 of 32 bytes             c, atan c, its low part, 0
 *     28120   LOG2_TABLE   128 of 32 bytes            1/c, log2 c in 42 bits after the point, the rest, 0
 *     32216   LOG10_TABLE  128 of 32 bytes            the same for log10
 *     36312   TANH_TABLE   306 of 16 bytes            tanh(i/16), its low part
 *     41208   ERFC_TABLE   94 of 128 bytes            e^(x²) erfc x about points from 1/2 on: its upper 26 bits, the rest, 11 more, 0
 *     53240   ERFC_NEAR    53 of 128 bytes            erfc x about −6, −47/8, … 1/2: the same
 *
 * 60024 is their end. A place that NaN gives may lie beyond a table, but always below 65536.
 */
export const EXP_TABLE: usize = 1024;
export const LOG_TABLE: usize = 3072;
export const ERF_TABLE: usize = 7168;
export const ERF_LOWS: usize = 19472;
export const TWO_OVER_PI: usize = 25624;
export const ATAN_TABLE: usize = 25784;
export const ERFC_TABLE: usize = 41208;
export const ERFC_NEAR: usize = 53240;
export const LOG2_TABLE: usize = 28120;
export const LOG10_TABLE: usize = 32216;
export const TANH_TABLE: usize = 36312;
