import { escapeXml } from '../../../cli/picture/svg';

test('text is escaped, and control characters are left out', () => {
  expect(escapeXml('<&>"\'\u0000\u001b')).toBe('&lt;&amp;&gt;&quot;&apos;');
});
