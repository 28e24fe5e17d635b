import { arnOf, type StackHost } from '../host';

interface Asked {
  readonly host: StackHost;
  readonly type: string;
  readonly physicalId: string;
  readonly attribute: string;
}

/** Service prefixes in ARNs that are not the service's part of the resource type in lower case. */
const SERVICES: Readonly<Record<string, string>> = {
  ApplicationAutoScaling: 'application-autoscaling',
  CertificateManager: 'acm',
  Cognito: 'cognito-idp',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  KinesisFirehose: 'firehose',
  OpenSearchService: 'es',
  RedshiftServerless: 'redshift-serverless',
  StepFunctions: 'states',
};

/** A value that looks like the real one: an ARN, an id, an address, a port, or a name. */
export function assumedValue({ host, type, physicalId, attribute }: Asked): string {
  const [, service = 'none', resource = 'resource'] = type.split('::');
  const prefix = SERVICES[service] ?? service.toLowerCase();
  const arn = arnOf(host, prefix, `${resource.toLowerCase()}/${physicalId}`);
  const last = attribute.split('.').at(-1) ?? attribute;
  if (/Arn$/.test(last)) { return arn; }
  if (/(Url|URL)$/.test(last)) { return `https://${physicalId.toLowerCase()}.${prefix}.${host.region}.example.com/`; }
  if (/(Address|DomainName|DNSName|DnsName|Endpoint|HostName|WebsiteURL)$/.test(last)) {
    return `${physicalId.toLowerCase()}.${prefix}.${host.region}.example.com`;
  }
  if (/Port$/.test(last)) { return '5432'; }
  if (/Cidr(Block)?$/.test(last)) { return '10.0.0.0/16'; }
  if (/Version(Number)?$/.test(last)) { return '1'; }
  return last === 'Name' || last === 'Id' || last === 'Ref' ? physicalId : `${physicalId}-${last}`;
}

/** A text made of a name, without characters that a name of AWS does not have. */
export function assumedPart(name: string): string {
  return name.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-|-$/g, '');
}

export function assumedAvailabilityZones(region: string): readonly string[] {
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}
