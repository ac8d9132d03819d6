/** The folder of the built package: this file lies one folder below, by itself and in the bundle of all that `import 'wamba'` loads. */
export const BUILT: URL = new URL('../', import.meta.url)
