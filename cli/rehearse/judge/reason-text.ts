/** The message of a resource, without the text that CloudFormation puts around it. */
export function messageOf(reason: string): string {
  const custom = /Message returned: (.*) \(RequestId: [^)]*\)$/s.exec(reason)?.[1];
  const handler = /^Resource handler returned message: "(.*)" \(RequestToken: /s.exec(reason)?.[1];
  return (custom ?? handler ?? reason).trim();
}

/** Ends of a reason that say what did not happen, and not what to do. */
const NOT_A_REMEDY = /[;,.]? (nothing|namespace \S+) was not touched$|[;,.]? nothing was touched$/;

/** What the reason of a key change says to do. Undefined: it says nothing. */
export function remedyOf(message: string): string | undefined {
  const told = message.replace(NOT_A_REMEDY, '');
  const at = told.search(/; |\. /);
  if (at < 0) { return undefined; }
  // A sentence begins with a capital letter, a part of one does not.
  return told.slice(at + 2).replace(/\.$/, '').replace(/^[A-Z](?=[a-z]+ )/, (letter) => letter.toLowerCase());
}

/** Names keys as people do, beside their ARNs. */
export function withKeyNames(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(/arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+/g, (arn) => {
    const name = names[arn];
    return name === undefined || name === arn ? arn : name;
  });
}
