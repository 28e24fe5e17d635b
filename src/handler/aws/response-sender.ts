import * as http from 'node:http';
import * as https from 'node:https';
import type { ResponseSender } from '../ports';

/** PUTs to the pre-signed URL. The empty content type is part of what was signed. */
export function preSignedResponseSender(timeoutMs: number): ResponseSender {
  return {
    put: (url, body) => new Promise((resolve, reject) => {
      const { request } = url.startsWith('https:') ? https : http;
      const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
      const put = request(url, { method: 'PUT', headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      // A deadline for the whole request, not for a pause within it.
      const deadline = setTimeout(() => put.destroy(new Error('no response in time')), timeoutMs);
      put.on('close', () => clearTimeout(deadline));
      put.on('error', reject);
      put.end(body);
    }),
  };
}
