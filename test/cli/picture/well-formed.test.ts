import { xmlFault } from '../../../cli/picture/well-formed';

test.each([
  ['<a><b></a></b>', /closes/],
  ['<a>', /not closed/],
  ['<a/><a/>', /2 roots/],
  ['<a>1 & 2</a>', /bare/],
  ['<a x=1/>', /no XML/],
  ['', /0 roots/],
])('the check finds what is wrong with %s', (source, fault) => {
  expect(xmlFault(source)).toMatch(fault);
});
