import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Figure, median, quantile } from './figure.ts';

const PAYLOAD_BYTES = 20_000;
const SENDERS = 64;
const BURST = 6_000;
const ROUNDS = 3;
const STEADY_RATE = 200;
const STEADY_SECONDS = 10;
const secret = 'a-secret-for-the-benchmark';

/** Webhooks accepted durably on PGlite, workers paused: as many as go in, and how long an answer takes at a steady rate. */
export async function measureAccepting(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const receiver = await startReceiver(folder);
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const send = makeSender(receiver.url, agent);
  try {
    await burst(send, BURST / 4);
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rates.push(await burst(send, BURST));
    const answers = await steady(send);
    return [
      {
        name: 'webhooks accepted',
        value: median(rates),
        unit: '/s',
        reach: { is: '≥', value: 1_000 },
        how: `${ROUNDS} × ${BURST} of 20 kB, ${SENDERS} at once, PGlite, median`,
      },
      {
        name: 'answer at 200/s, p99',
        value: quantile(answers, 0.99),
        unit: 'ms',
        reach: { is: '≤', value: 30 },
        how: `${answers.length} webhooks, median ${median(answers).toFixed(1)} ms`,
      },
    ];
  } finally {
    agent.destroy();
    receiver.child.stdin?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Send = () => Promise<number>;

/** Milliseconds from the first byte sent to the answer. */
function makeSender(url: string, agent: Agent): Send {
  const body = Buffer.from(
    JSON.stringify({ action: 'opened', installation: { id: 1 }, padding: 'x'.repeat(PAYLOAD_BYTES - 70) }),
  );
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return () =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent,
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            'x-github-event': 'pull_request',
            'x-github-delivery': randomUUID(),
            'x-hub-signature-256': signature,
          },
        },
        (response) => {
          response.resume();
          response.on('end', () => {
            if (response.statusCode === 202) resolve(performance.now() - began);
            else reject(new Error(`answered ${response.statusCode}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
}

/** A second, with every sender busy all the time. */
async function burst(send: Send, count: number): Promise<number> {
  let left = count;
  const began = performance.now();
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return (count * 1_000) / (performance.now() - began);
}

/** Sent by the clock, whatever the answers do: a slow answer does not make the next one look fast. */
async function steady(send: Send): Promise<readonly number[]> {
  const answers: Promise<number>[] = [];
  const began = performance.now();
  for (let sent = 0; sent < STEADY_RATE * STEADY_SECONDS; sent++) {
    const wait = began + (sent * 1_000) / STEADY_RATE - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    answers.push(send());
  }
  return await Promise.all(answers);
}

async function startReceiver(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const entry = fileURLToPath(new URL('./receiver.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, folder, secret], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the receiver ended with ${code}`)));
  });
  return { child, ...(JSON.parse(line) as { url: string }) };
}
