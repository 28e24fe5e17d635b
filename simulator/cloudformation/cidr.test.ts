import { subnetsOf } from './cidr';

test.each<[string, number, number, readonly string[]]>([
  ['10.0.0.0/16', 3, 8, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  ['192.168.0.0/24', 2, 5, ['192.168.0.0/27', '192.168.0.32/27']],
  ['10.255.255.0/24', 1, 8, ['10.255.255.0/24']],
])('Fn::Cidr of %s: %s subnets with %s host bits', (block, count, bits, subnets) => {
  expect(subnetsOf(block, count, bits)).toEqual(subnets);
});

test.each<[string, number, number, string]>([
  ['10.0.0.0/24', 2, 8, 'cannot make 2 subnets with 8 host bits of 10.0.0.0/24'],
  ['2001:db8::/56', 1, 64, 'it has IPv4 only'],
])('Fn::Cidr of %s is refused', (block, count, bits, message) => {
  expect(() => subnetsOf(block, count, bits)).toThrow(message);
});
