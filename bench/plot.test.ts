import { plotOf } from './plot';
import { CONTENDERS, resultsWith } from './support';
import { xmlFault } from '../cli/picture/well-formed';

test('the plot is well-formed, and shows every contender', () => {
  const svg = plotOf(resultsWith(40, 2), CONTENDERS);
  expect(xmlFault(svg)).toBeUndefined();
  expect(svg).toContain('Provider &lt;defaults&gt;');
  expect(svg.match(/>complete</g)).toHaveLength(8 + 3 + 3);
  expect(svg.match(/>failed</g)).toHaveLength(10);
});
