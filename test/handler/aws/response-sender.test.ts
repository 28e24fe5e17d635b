import { useService } from './service';
import { preSignedResponseSender } from '../../../src/handler/aws/response-sender';

const service = useService();
const url = () => `${service.url()}/response?X-Amz-Signature=SECRET&a=%2F`;

describe('a response', () => {
  test('is a PUT of the bytes, with an empty content type and their number, to the very URL', async () => {
    expect(await preSignedResponseSender(1000).put(url(), '{"a":"ä"}')).toBe(200);
    expect(service.arrived()).toMatchObject([{
      method: 'PUT',
      path: '/response?X-Amz-Signature=SECRET&a=%2F',
      body: '{"a":"ä"}',
      headers: { 'content-type': '', 'content-length': '10' },
    }]);
    expect(service.arrived()[0].headers).not.toHaveProperty('transfer-encoding');
  });

  test.each([200, 204, 302, 403, 503])('resolves to the status: %i', async (status) => {
    const body = 'x'.repeat(status === 204 ? 0 : 100_000);
    service.replyWith({ status, body, headers: { location: '/elsewhere' } });
    expect(await preSignedResponseSender(1000).put(url(), '{}')).toBe(status);
    expect(service.arrived()).toHaveLength(1);
  });

  test('no reply: rejects in time', async () => {
    service.replyWith('never');
    const began = Date.now();
    await expect(preSignedResponseSender(150).put(url(), '{}')).rejects.toThrow('no response in time');
    expect(Date.now() - began).toBeLessThan(1500);
  });

  test('a reset: rejects', async () => {
    service.replyWith('reset');
    await expect(preSignedResponseSender(1000).put(url(), '{}')).rejects.toThrow('socket hang up');
  });

  test.each([
    'headers, then never', 'headers, then reset',
  ] as const)('%s: the status counts, and nothing is left behind', async (reply) => {
    service.replyWith(reply);
    expect(await preSignedResponseSender(150).put(url(), '{}')).toBe(200);
    // Longer than the deadline: an error that is not caught would end the process, and the test with it.
    await new Promise((resolve) => setTimeout(resolve, 250));
  });

  test.each([
    ['http, nothing listens', 'http://127.0.0.1:1/', /ECONNREFUSED/],
    ['https, nothing listens', 'https://127.0.0.1:1/', /ECONNREFUSED/],
    ['no URL', 'https://', /Invalid URL/],
  ])('%s: rejects', async (_name, to, message) => {
    await expect(preSignedResponseSender(1000).put(to, '{}')).rejects.toThrow(message);
  });
});
