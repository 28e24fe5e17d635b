import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalAws } from '../../../simulator/local-aws';

/** One endpoint before the simulated accounts of several Regions: each request goes where it is signed for. */
export class TwoRegions {
  public static async start(regions: Readonly<Record<string, LocalAws>>, copiesTo: string[]): Promise<TwoRegions> {
    const server = http.createServer((request, response) => {
      const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const aws = regions[region];
      if (aws === undefined) {
        response.writeHead(500).end(`no Region ${region}`);
        return;
      }
      // The simulator has no copies in another Region, so where they would be is told here.
      if (request.headers['x-amz-target'] === 'RedshiftServerless.ListSnapshotCopyConfigurations') {
        const snapshotCopyConfigurations = copiesTo.map((destinationRegion) => ({ destinationRegion }));
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify({ snapshotCopyConfigurations }));
        return;
      }
      const { method, headers, url } = request;
      const forwarded = http.request(new URL(url ?? '/', aws.endpoint.url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(forwarded);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TwoRegions(server);
  }

  private constructor(private readonly server: http.Server) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
