import { ServiceError } from '../types';
import { Input } from './input';

/** The services that speak the AWS query protocol: the namespace of their XML. */
const XML_NAMESPACES: Readonly<Record<string, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  redshift: 'http://redshift.amazonaws.com/doc/2012-12-01/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** The version of an API → its service. */
const VERSIONS: Readonly<Record<string, string>> = {
  '2010-05-08': 'iam', '2010-05-15': 'cloudformation', '2011-06-15': 'sts', '2012-12-01': 'redshift',
};

/** The service of a request, from the version of the API that it names. */
export function queryService(version: string): string {
  const service = VERSIONS[version];
  if (service === undefined) {
    throw new ServiceError('InvalidAction', `the simulator has no service with version ${version}`);
  }
  return service;
}

/** A response in the AWS query protocol. */
export function queryResponse(service: string, operation: string, output: Input, requestId: string): string {
  // An operation without an output has no result.
  const result = Object.keys(output).length === 0
    ? '' : `<${operation}Result>${members(output)}</${operation}Result>`;
  return '<?xml version="1.0" encoding="UTF-8"?>\n'
    + `<${operation}Response xmlns="${XML_NAMESPACES[service] ?? ''}">${result}`
    + `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
}

export function queryError(service: string, error: ServiceError, requestId: string): string {
  const type = error.httpStatus >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse xmlns="${XML_NAMESPACES[service] ?? ''}"><Error><Type>${type}</Type>`
    + `<Code>${error.code}</Code><Message>${escape(error.message)}</Message></Error>`
    + `<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function members(value: Input): string {
  return Object.entries(value).map(([name, member]) => `<${name}>${element(member)}</${name}>`).join('');
}

function element(value: unknown): string {
  if (Array.isArray(value)) { return value.map((each) => `<member>${element(each)}</member>`).join(''); }
  if (typeof value === 'object' && value !== null) { return members(value as Input); }
  return escape(String(value));
}

function escape(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
