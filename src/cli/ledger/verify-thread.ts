import { parentPort, workerData } from 'node:worker_threads';
import { type Job, type JobTerms, jobRunner } from './verify-job.ts';

/** The entry of a thread that verify-threads.ts starts: jobs come as messages, results go back in their order. */
const port = parentPort;
if (port !== null) {
  const terms: JobTerms = workerData;
  const run = jobRunner(terms);
  port.on('message', (job: Job) => port.postMessage(run(job)));
}
