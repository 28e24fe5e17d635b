import type { NotModelled } from './cannot-rehearse';
import { isRecord, type Json } from './read-json';
import { INTRINSIC_FUNCTIONS } from '../../../simulator/cloudformation';

const CONDITION_FUNCTIONS = ['Fn::And', 'Fn::Equals', 'Fn::If', 'Fn::Not', 'Fn::Or'];
const KNOWN = new Set([...INTRINSIC_FUNCTIONS, ...CONDITION_FUNCTIONS]);
/** Sections in which functions are called. Rules are checked by nobody here, and the CDK's only checks its version. */
const SECTIONS = ['Conditions', 'Mappings', 'Outputs', 'Resources'];

/** What a template uses that the simulator does not model: macros, transforms, hooks and unknown functions. */
export function notModelledIn(template: Json): readonly NotModelled[] {
  const transforms = template.Transform === undefined ? [] : [template.Transform].flat();
  return [
    ...transforms.map((name) => ({ place: '/Transform', what: `the macro ${nameOf(name)}` })),
    ...(template.Hooks === undefined ? [] : [{ place: '/Hooks', what: 'hooks' }]),
    ...SECTIONS.flatMap((section) => callsIn(template[section], `/${section}`)),
  ];
}

const nameOf = (transform: unknown): string =>
  typeof transform === 'string' ? transform : isRecord(transform) ? String(transform.Name) : 'without a name';

function callsIn(value: unknown, path: string): readonly NotModelled[] {
  if (Array.isArray(value)) { return value.flatMap((item, index) => callsIn(item, `${path}/${index}`)); }
  if (!isRecord(value)) { return []; }
  return Object.entries(value).flatMap(([key, item]) => {
    const place = `${path}/${key}`;
    if (key.startsWith('Fn::') && !KNOWN.has(key)) {
      return [{ place, what: key.startsWith('Fn::ForEach') ? 'the macro Fn::ForEach' : `the function ${key}` }];
    }
    return callsIn(item, place);
  });
}
