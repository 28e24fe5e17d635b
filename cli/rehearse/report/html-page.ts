import { eventRows } from './event-rows';
import { dollarsOf, keyName, paceName, resultOf, scenarioName, whereOf } from './words';
import { escapeXml } from '../../picture/svg';
import { formatDuration, timeOfDay } from '../../terminal/duration';
import { messageOf, withKeyNames } from '../judge/reason-text';
import type { JudgedScenario, Rehearsal } from '../rehearsal';

const STYLE = `
:root { color-scheme: light; font: 15px/1.45 system-ui, 'Helvetica Neue', Helvetica, Arial, sans-serif; }
body { margin: 0 auto; max-width: 1320px; padding: 24px; color: #1f2933; background: #fff; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; }
p { margin: 4px 0; } .quiet { color: #52606d; }
.verdict { border-left: 6px solid; padding: 10px 16px; margin: 16px 0; background: #f5f7fa; }
.well { border-color: #2b8a3e; } .badly { border-color: #c92a2a; }
.good { color: #2b8a3e; } .bad { color: #c92a2a; } .turned { color: #a16207; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid #e3e8ee; }
th { color: #52606d; font-weight: 600; white-space: nowrap; } td.id { overflow-wrap: anywhere; }
td.fixed { white-space: nowrap; } pre { background: #f5f7fa; padding: 10px; overflow-x: auto; margin: 4px 0; }
figure { margin: 0; } svg { max-width: 100%; height: auto; }
`;

/** One file that opens anywhere: the picture, the result and the events, without scripts or other files. */
export function htmlPage(rehearsal: Rehearsal, svg: string, sizeText: string, endsWell: boolean): string {
  const { plan, main } = rehearsal;
  const { result } = main;
  const title = `Rehearsal of stack ${plan.after.stackName}: ${resultOf(rehearsal)}`;
  const about = `${sizeText} in each namespace, ${paceName(result.scenario.slowness)} pace of the service, account `
    + `${plan.account}, ${plan.region}. Played on a simulator and a virtual clock; no AWS account was changed.`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p class="quiet">${escapeXml(about)}</p>
${verdictOf(main, endsWell)}
<figure>${svg.replace(/^<\?xml[^>]*\?>\s*/, '')}</figure>
${pacesOf(rehearsal)}${failuresOf(rehearsal)}${waitingOf(main)}${eventsOf(main)}${updatesOf(main)}${usageOf(main)}${
  givenOf(main)}</body>
</html>
`;
}

function verdictOf({ result, verdict }: JudgedScenario, endsWell: boolean): string {
  const lines = [
    `${result.status} after ${formatDuration(result.endedAt - result.startedAt)}`,
    ...(result.cancellation === undefined ? [] : [`cancellation: ${result.cancellation}`]),
    ...result.namespaces.map((namespace) => `namespace ${whereOf(result, namespace)}`),
    ...(result.failures.length === 0 && result.outcome !== 'SUCCEEDED' ? [result.reason ?? ''] : []),
    ...result.failures.map(({ at, logicalId, reason }) =>
      `${timeOfDay(at)} ${logicalId}: ${withKeyNames(messageOf(reason), result.keyNames)}`),
    `do next: ${verdict.next}`,
  ];
  const content = lines.map((line) => `<p>${escapeXml(line)}</p>`).join('');
  return `<div class="verdict ${endsWell ? 'well' : 'badly'}">${content}</div>`;
}

function pacesOf({ paces }: Rehearsal): string {
  return section('Is keyChangeTimeout enough?', ['pace', 'enough', 'the deployment ends'], paces.map((each) => [
    cell(paceName(each.result.scenario.slowness)),
    cell(each.verdict.well ? 'yes' : 'no', each.verdict.well ? 'good' : 'bad'),
    cell(`${each.result.status} after ${formatDuration(each.result.endedAt - each.result.startedAt)}`),
  ]));
}

function failuresOf({ failures }: Rehearsal): string {
  return section('What happens when something fails', ['what', 'ends', 'how', 'namespaces', 'do next'],
    failures.map((each) => [
      cell(scenarioName(each), 'id'),
      cell(each.verdict.well ? 'well' : 'badly', each.verdict.well ? 'good' : 'bad'),
      cell(`${each.result.status} after ${formatDuration(each.result.endedAt - each.result.startedAt)}`),
      cell(each.result.namespaces.map((namespace) => whereOf(each.result, namespace)).join('; ')),
      cell(each.verdict.next),
    ]));
}

function waitingOf({ result }: JudgedScenario): string {
  if (result.changes.length === 0) { return ''; }
  return section('What waits for the key change, in its order', ['starts', 'takes', 'logical id', 'type', 'outcome'],
    result.waiting.map(({ logicalId, type, from, to, outcome }) => [
      cell(from === undefined ? '' : `+${formatDuration(from - result.startedAt)}`, 'fixed'),
      cell(from === undefined || to === undefined ? '' : formatDuration(to - from), 'fixed'),
      cell(logicalId, 'id'), cell(type, 'id'), cell(outcome),
    ]));
}

function eventsOf({ result }: JudgedScenario): string {
  const tones: Readonly<Record<string, string>> = { red: 'bad', yellow: 'turned', green: 'good' };
  return section('Events of the change', ['time', 'status', 'logical id', 'type', 'reason'],
    eventRows(result.events, result.keyNames).map(({ time, status, logicalId, type, reason, style }) => [
      cell(time, 'fixed'), cell(status, style && tones[style]), cell(logicalId, 'id'), cell(type, 'id'), cell(reason),
    ]));
}

function updatesOf({ result }: JudgedScenario): string {
  if (result.updates.length === 0) { return '<h2>No UpdateNamespace was sent</h2>\n'; }
  const sent = result.updates.map(({ at, by, input, outcome }) => {
    const sender = by === 'function' ? 'by the function' : "by CloudFormation's own handler";
    const head = `${timeOfDay(at)} ${outcome === 'ok' ? 'accepted' : outcome}, ${sender}`;
    return `<p>${escapeXml(head)}</p><pre>${escapeXml(JSON.stringify(input, null, 2))}</pre>`;
  });
  const changes = result.changes.map(({ namespaceName, desiredKey, from, ended }) => {
    const took = ended ? formatDuration(ended.at - from) : 'not ended';
    return `<p>${escapeXml(`key change of ${namespaceName} to ${keyName(result, desiredKey)}: ${took}`)}</p>`;
  });
  return `<h2>UpdateNamespace, as it was sent</h2>\n${sent.join('')}${changes.join('')}\n`;
}

function usageOf({ result: { usage } }: JudgedScenario): string {
  if (usage.invocations === 0) { return ''; }
  const text = `${usage.invocations} invocations of the function, ${usage.stateTransitions} state transitions: `
    + `${dollarsOf(usage.dollars)} at list price; ${usage.newKeys} new KMS keys, $1 a month each`;
  return `<h2>What it uses</h2>\n<p>${escapeXml(text)}</p>\n`;
}

function givenOf({ result }: JudgedScenario): string {
  return section('Taken as given', ['what', 'is assumed'],
    result.assumed.map(({ place, what }) => [cell(place, 'id'), cell(what)]));
}

const cell = (text: string, tone?: string): string =>
  `<td${tone === undefined ? '' : ` class="${tone}"`}>${escapeXml(text)}</td>`;

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) { return ''; }
  const heads = head.map((each) => `<th>${escapeXml(each)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n');
  return `<h2>${escapeXml(title)}</h2>\n<div class="wide"><table>\n<tr>${heads}</tr>\n${body}\n</table></div>\n`;
}
