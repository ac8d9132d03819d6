/**
 * The file that Piscina's threads run. It is CommonJS and loads the rest later, for two reasons. Piscina has said "ready" by then;
 * it lets go of a thread only when it hears that, so a loop that began before would keep the process alive for ever. And Piscina
 * would `require` an ECMAScript module: Node 20 aborts the whole process when a thread is ended in the middle of that.
 */
const { workerData } = require('node:worker_threads') as typeof import('node:worker_threads')

/** Piscina expects a task to run; the team posts none. */
module.exports = function task(): void {}

// A rejection ends this thread with its error, which the crew reports.
import('./resident.ts').then(({ Resident }) => new Resident(workerData).serve())
