import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hands each webhook to the next of several processes, as a balancer before a cluster does. */
export interface Balancer {
  readonly url: string;
  /** From now on these, by their addresses. */
  setDoors(urls: readonly string[]): void;
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  let doors: readonly string[] = [];
  let turn = 0;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    turn += 1;
    const door = doors[turn % doors.length];
    if (door === undefined) return refuse(outgoing);
    hand(incoming, outgoing, { url: new URL(incoming.url ?? '/', door), agent });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setDoors: (urls) => {
      doors = urls;
    },
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Onward {
  readonly url: URL;
  readonly agent: Agent;
}

/** A process that dies meanwhile is a door that is shut: nobody tries another one, because it may have kept the webhook. */
function hand(incoming: IncomingMessage, outgoing: ServerResponse, { url, agent }: Onward): void {
  const { method, headers } = incoming;
  const onward = request(url, { method, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => outgoing.destroy()).pipe(outgoing);
  });
  onward.on('error', () => refuse(outgoing));
  incoming.pipe(onward);
}

function refuse(outgoing: ServerResponse): void {
  if (!outgoing.headersSent) outgoing.writeHead(502);
  outgoing.end();
}
