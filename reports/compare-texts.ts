/** Everything that `compare` and `advise` say, by language. A text gets values and puts them in their places itself. */

export const LANGUAGES = ['en', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

export type Unit = 's' | 'min' | 'h' | 'd'

const EN = {
  progress: (done: number, all: number, took: string, left: string) => `${done} of ${all} histories · ${took} · about ${left} to go`,
  title: (estate: string) => `Ways to recover the estate "${estate}"`,
  adviceTitle: (estate: string) => `Which points to fail over to: the estate "${estate}"`,
  basis: (done: number, asked: number, disasters: number, seed: string) =>
    `${done} of ${asked} independent histories, each with ${disasters} disasters; seeds ${seed}-1 to ${seed}-${asked}`,
  endedEarly: (signal: string) => `ended early by ${signal}: what follows rests on the histories that came to their end`,
  nothing: 'no history came to its end, so nothing was measured',
  cases: (n: number, histories: number) => `n = ${n} in ${histories} independent histories`,
  headings: {
    strategy: 'strategy', recovered: 'recovered', rpo: 'RPO ½/95%/max', operations: 'lost ops', platform: 'platform RTO',
    service: 'service RTO', assumed: 'assumed',
  },
  legend:
    'recovered: with its exact 95 % interval · RPO and RTO: median/95th percentile/longest, ∞ = never recovered · lost ops: acknowledged operations · '
    + 'platform RTO: trigger to running machines · service RTO: disaster to first verified answer · assumed: share of the service RTO that rests on assumptions',
  serviceInterval: (interval: string) => `median service RTO 95 % ${interval}`,
  disagreeing: (count: number) => `${count} recovered with machines that disagree`,
  outside: (count: string) => `outside systems still hold up to ${count} lost operations`,
  notRecovered: (reasons: string) => `not recovered: ${reasons}`,
  reason: (name: string, count: number) => `${name} ${count}×`,
  most: (steps: string) => `most of the time: ${steps}`,
  sensitivity: (step: string, percent: string, assumed: boolean) => `${step} ${percent}${assumed ? ' (assumed)' : ''}`,
  views: {
    title: 'Side by side',
    way: 'way of recovery', rto: 'RTO (median)', rpo: 'RPO (median)', consistency: 'app consistency', network: 'network, item by item',
    cost: 'cost a month', operations: 'operations', best: 'best use',
  },
  ways: {
    failover: 'failover: machines start from replicas',
    restore: 'restore: disks are made from backups, and machines anew',
    both: 'failover from replicas; restore from backups where data is damaged',
  },
  machinesUp: (time: string) => `machines run ${time} after the trigger`,
  of: (name: string, figure: string) => `${name} ${figure}`,
  copies: (label: string, right: number, booted: number) => `${label}: ${right} of ${booted} right`,
  never: 'never',
  item: {
    untouched: (item: string) => `${item}: by itself`,
    script: (item: string, time: string) => `${item}: script ${time}`,
    person: (item: string, time: string) => `${item}: by hand ${time}`,
    none: (item: string) => `${item}: not reached`,
  },
  money: (amount: string, currency: string) => `${amount} ${currency}`,
  costNote: (machines: number, provisioned: string, changed: string) =>
    `cost: for ${machines} machines of ${provisioned} GiB of which ${changed} GiB change a day; parameters with a date and a source (see --json or --evidence), never current prices`,
  steps: (automatic: number, manual: number) => `${automatic} automatic, ${manual} by hand`,
  soonest: (kinds: string) => `soonest back: ${kinds}`,
  leastLoss: (kinds: string) => `least loss: ${kinds}`,
  noBest: 'nothing that was tried',
  picture: { title: 'Distributions', rpo: 'RPO', service: 'service RTO', never: (percent: string) => `never ${percent}` },
  typical: (strategy: string, disaster: string) => `A recovery of median length: ${strategy}, ${disaster}`,
  waterfallLegend: '█ on the critical path · ░ beside it · ! rests on an assumption',
  stepsBeside: (count: number) => `${count} more steps beside the critical path`,
  worst: 'The worst case of each, to be replayed',
  worstOf: (strategy: string, disaster: string, figure: string) => `${strategy}, ${disaster}: ${figure}`,
  notes: {
    title: 'How far to trust it',
    independent: (histories: number) =>
      `${histories} histories are independent of each other; cases of one history are not, so intervals are over histories.`,
    assumed: (low: string, high: string) => `Between ${low} and ${high} of each time to service rests on assumed durations (see --evidence for all of them).`,
    paired: 'All strategies meet the same disasters, and people and platforms take the same time where they do the same.',
    notCovered:
      'Not covered: work at the target after the first answer, failback, a disaster in the region that is gone to, performance there, and prices of today.',
  },
  replay: {
    title: (strategy: string, disaster: string, history: string) => `${strategy}, ${disaster}, history ${history}`,
    disaster: (day: string) => `disaster: on day ${day} of the history`,
    cause: (before: string) => `its cause began ${before} before`,
    point: (via: string, kind: string, points: string, age: string) => `${via}, ${kind}, cut ${age} before the disaster: ${points}`,
    attempt: (number: number, at: string) => `attempt ${number}, begun at +${at}`,
    verdict: (status: string) => `what came back: ${status}`,
    recovered: 'recovered', notRecovered: (reason: string) => `not recovered: ${reason}`,
    loss: (time: string, operations: string, outside: string) => `lost: ${time}, ${operations} operations; ${outside} of them known outside`,
    times: (platform: string, service: string) => `platform RTO ${platform}, service RTO ${service}`,
    same: 'the same outcome as recorded, step by step',
    differs: (field: string, recorded: string, now: string) => `differs: ${field} was ${recorded}, is ${now}`,
    differsInside: 'differs in its steps; the figures are the same',
    codeSame: (hash: string) => `code ${hash}, as recorded`,
    codeChanged: (hash: string, recorded: string) => `code ${hash}, recorded with ${recorded}: the code has changed`,
    missingEstate: (name: string) => `there is no estate ${name}; add its file with --file`,
    missingCase: 'the history has no such disaster any more',
    noSteps: 'no step was begun',
    columns: { from: 'from', to: 'to', step: 'step', who: 'who', provenance: 'known by' },
  },
  evidence: {
    title: (estate: string) => `Drill evidence: ways to recover the estate "${estate}"`,
    scope: 'Scope', estate: 'Estate', policies: 'Policies', assumptions: 'Durations', results: 'Results', costs: 'Costs', worst: 'Worst cases',
    notCovered: 'How far to trust it, and what is not covered', reproduce: 'To reproduce',
    whatItIs:
      'The estate was run in simulation, with its real application code on simulated disks; each disaster struck at a random instant, and what came back was '
      + 'booted and compared with a model of what clients had been answered.',
    columns: {
      machine: 'machine', application: 'application', os: 'OS', provisioned: 'GiB', changed: 'GiB changed a day', warmUp: 'caches warm',
      duration: 'duration', minimum: 'at least', mean: 'on average', most: 'at most', provenance: 'known by', source: 'source', what: 'what', amount: 'amount',
      dated: 'dated', disaster: 'disaster', kinds: 'most of the time',
    },
    facts: { ttl: (seconds: number) => `names are cached for ${seconds} s`, pace: (operations: number) => `${operations} operations an hour of all clients together` },
    needs: (items: string) => `needed beside the machines: ${items}`,
    plan: 'recovery plan', definition: 'definition', version: 'version', codeHash: 'code hash', seed: 'seed', command: 'command',
    replays: 'replay', noWorst: 'ended early: the steps of the worst cases were not gathered',
  },
  advice: {
    headings: { machine: 'machine', kind: 'points', right: 'right', rpo: 'RPO ½/95%/max', operations: 'lost ops' },
    crash: (machine: string) => `${machine}: crash-consistent points`,
    app: (machine: string) => `${machine}: app-consistent points`,
    none: (machine: string) => `${machine}: neither`,
    unknown: (machine: string) => `${machine}: not known`,
    crashWhy: (right: number, low: string, crashLoss: string, appLoss: string) =>
      `all ${right} that were booted came back right (with 95 % confidence at least ${low} would); they lose ${crashLoss} where app-consistent points lose ${appLoss}. `
      + 'These runs do not bear out the common advice that app consistency is a must.',
    appWhy: (wrong: number, booted: number, right: number, of: number) =>
      `${wrong} of ${booted} crash-consistent points came back wrong, ${right} of ${of} app-consistent points right.`,
    noneWhy: (crashWrong: number, crash: number, appWrong: number, app: number) =>
      `${crashWrong} of ${crash} crash-consistent and ${appWrong} of ${app} app-consistent points came back wrong: look at the application itself (seeddrill run).`,
    unknownWhy: (crash: number, app: number) => `${crash} crash-consistent and ${app} app-consistent points were booted, too few to compare: use more --histories.`,
    firstWrong: (verdict: string) => `the first that was wrong: ${verdict}`,
    whole: 'the estate as a whole',
    partsNote: 'The data of each machine is judged by itself; all machines are booted. Machines without data of their own are not listed.',
    wholeNote: 'The estate says nothing of the data of single machines (parts), so it is judged as a whole.',
  },
  unit: { s: (value: string) => `${value} s`, min: (value: string) => `${value} min`, h: (value: string) => `${value} h`, d: (value: string) => `${value} d` },
  names: {
    disasters: {
      'region-loss': 'region loss', 'machine-loss': 'machine loss', partition: 'partition', 'accidental-deletion': 'accidental deletion',
      ransomware: 'ransomware', 'silent-corruption': 'silent corruption', 'operator-error': 'operator error',
    } as Readonly<Record<string, string>>,
    meanings: {
      'region-loss': 'the source region is gone, with everything in it',
      'machine-loss': 'all machines of the estate and their disks are gone, the region is there',
      partition: 'the regions lose contact, and then the source region is lost',
      'accidental-deletion': 'somebody deletes data by mistake, and the deletion is replicated',
      ransomware: 'an intruder encrypts all disks after some time inside; copies made in between are not clean',
      'silent-corruption': 'a sector of a source disk changes by itself, below everything that captures writes',
      'operator-error': 'the source region is gone, and an old recovery point is committed by mistake',
    } as Readonly<Record<string, string>>,
    reasons: {
      'not-protected': 'nothing protects against it', 'no-point': 'no copy that could be restored', 'no-clean-point': 'no copy from before the damage',
      'cache-store-lost': 'the cache store is lost', 'no-state-is-right': 'no copy that was tried is right',
    } as Readonly<Record<string, string>>,
    copies: {
      'crash-consistent': 'crash-consistent', 'file-system-consistent': 'fs-consistent', 'app-consistent': 'app-consistent', latest: 'latest',
    } as Readonly<Record<string, string>>,
    items: {
      'dependent-paas': 'platform services', 'private-ip': 'private IP', nsg: 'NSG', udr: 'routes', 'public-ip': 'public IP', 'load-balancer': 'load balancer',
      identity: 'identity', extensions: 'extensions', dns: 'DNS', 'application-verification': 'look at the app',
    } as Readonly<Record<string, string>>,
    steps: {} as Readonly<Record<string, string>>,
    strategies: {} as Readonly<Record<string, string>>,
    actors: { platform: 'platform', script: 'script', person: 'person' } as Readonly<Record<string, string>>,
    provenances: { documented: 'document', measured: 'measured', assumed: 'assumed' } as Readonly<Record<string, string>>,
    protectors: { replication: 'replica', backup: 'backup' } as Readonly<Record<string, string>>,
  },
  stepOf: (owner: string, step: string) => `${owner}: ${step}`,
  byHand: (item: string) => `${item} by hand`,
  inPlan: (place: string) => `plan, ${place}`,
  attemptOf: (number: string, step: string) => `attempt ${number}: ${step}`,
  list: ', ',
}

export type CompareTexts = typeof EN

const JA: CompareTexts = {
  progress: (done, all, took, left) => `${all} 件中 ${done} 件の履歴を完了 · 経過 ${took} · 残り約 ${left}`,
  title: (estate) => `エステート「${estate}」の復旧方式の比較`,
  adviceTitle: (estate) => `どの復旧ポイントへフェールオーバーすべきか：エステート「${estate}」`,
  basis: (done, asked, disasters, seed) => `独立した履歴 ${asked} 件中 ${done} 件、各履歴に災害 ${disasters} 件。シードは ${seed}-1 から ${seed}-${asked} まで`,
  endedEarly: (signal) => `${signal} により途中で終了。以下は完了した履歴だけに基づく`,
  nothing: '完了した履歴がないため、何も計測していない',
  cases: (n, histories) => `n = ${n}（独立した履歴 ${histories} 件）`,
  headings: {
    strategy: '方式', recovered: '復旧', rpo: 'RPO ½/95%/最大', operations: '消失操作', platform: '基盤 RTO', service: 'サービス RTO', assumed: '仮定',
  },
  legend:
    '復旧：件数と正確な 95 % 区間 · RPO・RTO：中央値/95 パーセンタイル/最大、∞ は復旧せず · 消失操作：応答済みなのに失われた操作の数 · '
    + '基盤 RTO：発動からマシン起動まで · サービス RTO：災害から検証済みの最初の応答まで · 仮定：サービス RTO のうち仮定に基づく割合',
  serviceInterval: (interval) => `サービス RTO 中央値の 95 % 区間 ${interval}`,
  disagreeing: (count) => `${count} 件はマシン間でデータが不一致`,
  outside: (count) => `外部システムには消失した操作が最大 ${count} 件残る`,
  notRecovered: (reasons) => `復旧せず：${reasons}`,
  reason: (name, count) => `${name} ${count} 件`,
  most: (steps) => `時間の内訳（多い順）：${steps}`,
  sensitivity: (step, percent, assumed) => `${step} ${percent}${assumed ? '（仮定）' : ''}`,
  views: {
    title: '並べて比較',
    way: '復旧方法', rto: 'RTO（中央値）', rpo: 'RPO（中央値）', consistency: 'アプリ整合性', network: 'ネットワーク（項目別）',
    cost: 'コスト（月額）', operations: '必要な操作', best: '最適用途',
  },
  ways: {
    failover: 'フェールオーバー：レプリカからマシンを起動',
    restore: '復元：バックアップからディスクを作り、マシンを再作成',
    both: 'レプリカからフェールオーバー。データが壊れたときはバックアップから復元',
  },
  machinesUp: (time) => `発動から ${time} でマシンが起動`,
  of: (name, figure) => `${name} ${figure}`,
  copies: (label, right, booted) => `${label}：${booted} 件中 ${right} 件が正しい`,
  never: '復旧せず',
  item: {
    untouched: (item) => `${item}：自動`,
    script: (item, time) => `${item}：スクリプト ${time}`,
    person: (item, time) => `${item}：手作業 ${time}`,
    none: (item) => `${item}：到達せず`,
  },
  money: (amount, currency) => `${amount} ${currency}`,
  costNote: (machines, provisioned, changed) =>
    `コスト：マシン ${machines} 台、計 ${provisioned} GiB、1 日の変更 ${changed} GiB。日付と出典のあるパラメーターによる計算で（--json か --evidence を参照）、現在の価格ではない`,
  steps: (automatic, manual) => `自動 ${automatic}、手作業 ${manual}`,
  soonest: (kinds) => `最も早い復旧：${kinds}`,
  leastLoss: (kinds) => `最も少ない消失：${kinds}`,
  noBest: '試した範囲にはない',
  picture: { title: '分布', rpo: 'RPO', service: 'サービス RTO', never: (percent) => `復旧せず ${percent}` },
  typical: (strategy, disaster) => `中央値の長さの復旧の例：${strategy}、${disaster}`,
  waterfallLegend: '█ クリティカルパス上 · ░ それ以外 · ! 仮定に基づく',
  stepsBeside: (count) => `ほかにクリティカルパス外の手順 ${count} 件`,
  worst: 'それぞれの最悪ケースの再現コマンド',
  worstOf: (strategy, disaster, figure) => `${strategy}、${disaster}：${figure}`,
  notes: {
    title: 'どこまで信頼できるか',
    independent: (histories) => `互いに独立なのは履歴 ${histories} 件。同じ履歴の中のケースは独立ではないため、区間は履歴単位で求めている。`,
    assumed: (low, high) => `サービス復旧までの時間の ${low} から ${high} は仮定の所要時間に基づく（一覧は --evidence）。`,
    paired: 'どの方式も同じ災害に遭い、同じ作業には人も基盤も同じ時間がかかる。',
    notCovered: '対象外：最初の応答以降の復旧先での業務、フェールバック、復旧先リージョンの災害、復旧先の性能、現在の価格。',
  },
  replay: {
    title: (strategy, disaster, history) => `${strategy}、${disaster}、履歴 ${history}`,
    disaster: (day) => `災害：履歴の ${day} 日目`,
    cause: (before) => `原因はその ${before} 前に発生`,
    point: (via, kind, points, age) => `${via}、${kind}、災害の ${age} 前の断面：${points}`,
    attempt: (number, at) => `試行 ${number}、+${at} に開始`,
    verdict: (status) => `復旧したデータの判定：${status}`,
    recovered: '復旧した', notRecovered: (reason) => `復旧せず：${reason}`,
    loss: (time, operations, outside) => `消失：${time}、操作 ${operations} 件、うち外部に伝わっていたもの ${outside} 件`,
    times: (platform, service) => `基盤 RTO ${platform}、サービス RTO ${service}`,
    same: '記録と同じ結果（手順まで一致）',
    differs: (field, recorded, now) => `相違：${field} は記録では ${recorded}、今回は ${now}`,
    differsInside: '手順に相違がある。数値は同じ',
    codeSame: (hash) => `コード ${hash}（記録と同じ）`,
    codeChanged: (hash, recorded) => `コード ${hash}（記録は ${recorded}。コードが変わっている）`,
    missingEstate: (name) => `エステート ${name} がない。--file でファイルを指定する`,
    missingCase: 'その災害は履歴にもうない',
    noSteps: '手順は一つも始まっていない',
    columns: { from: '開始', to: '終了', step: '手順', who: '実行者', provenance: '根拠' },
  },
  evidence: {
    title: (estate) => `訓練の記録：エステート「${estate}」の復旧方式`,
    scope: '範囲', estate: 'エステート', policies: 'ポリシー', assumptions: '所要時間', results: '結果', costs: 'コスト', worst: '最悪ケース',
    notCovered: '信頼できる範囲と対象外', reproduce: '再現方法',
    whatItIs:
      'エステートを、実際のアプリケーションコードを仮想ディスク上で動かすシミュレーションで実行した。災害は無作為の瞬間に発生させ、復旧したものを起動して、'
      + 'クライアントが受け取った応答のモデルと照合した。',
    columns: {
      machine: 'マシン', application: 'アプリケーション', os: 'OS', provisioned: 'GiB', changed: '1 日の変更 GiB', warmUp: 'キャッシュの準備',
      duration: '所要時間', minimum: '最小', mean: '平均', most: '最大', provenance: '根拠', source: '出典', what: '項目', amount: '金額',
      dated: '時点', disaster: '災害', kinds: '時間の内訳',
    },
    facts: { ttl: (seconds) => `DNS 名のキャッシュは ${seconds} 秒`, pace: (operations) => `全クライアント合計で毎時 ${operations} 操作` },
    needs: (items) => `マシン以外に必要なもの：${items}`,
    plan: '復旧計画', definition: '定義', version: 'バージョン', codeHash: 'コードハッシュ', seed: 'シード', command: 'コマンド',
    replays: '再現', noWorst: '途中で終了したため、最悪ケースの手順は集めていない',
  },
  advice: {
    headings: { machine: 'マシン', kind: 'ポイント', right: '正しい', rpo: 'RPO ½/95%/最大', operations: '消失操作' },
    crash: (machine) => `${machine}：クラッシュ整合性ポイント`,
    app: (machine) => `${machine}：アプリ整合性ポイント`,
    none: (machine) => `${machine}：どちらも不可`,
    unknown: (machine) => `${machine}：不明`,
    crashWhy: (right, low, crashLoss, appLoss) =>
      `起動した ${right} 件すべてが正しく復旧した（95 % の信頼度で ${low} 以上）。消失は ${crashLoss}、アプリ整合性ポイントでは ${appLoss}。`
      + '「アプリ整合性は必須」という一般的な助言は、この実行結果からは裏付けられない。',
    appWhy: (wrong, booted, right, of) => `クラッシュ整合性ポイント ${booted} 件中 ${wrong} 件が正しく復旧せず、アプリ整合性ポイントは ${of} 件中 ${right} 件が正しかった。`,
    noneWhy: (crashWrong, crash, appWrong, app) =>
      `クラッシュ整合性 ${crash} 件中 ${crashWrong} 件、アプリ整合性 ${app} 件中 ${appWrong} 件が正しく復旧しなかった。アプリケーション自体を調べること（seeddrill run）。`,
    unknownWhy: (crash, app) => `起動できたのはクラッシュ整合性 ${crash} 件、アプリ整合性 ${app} 件で、比較には少なすぎる。--histories を増やすこと。`,
    firstWrong: (verdict) => `最初に正しくなかったもの：${verdict}`,
    whole: 'エステート全体',
    partsNote: '各マシンのデータを単独で判定している。起動は全マシン。固有のデータを持たないマシンは載せていない。',
    wholeNote: 'エステートに個々のマシンのデータ（parts）の記述がないため、全体として判定している。',
  },
  unit: { s: (value) => `${value} 秒`, min: (value) => `${value} 分`, h: (value) => `${value} 時間`, d: (value) => `${value} 日` },
  names: {
    disasters: {
      'region-loss': 'リージョン喪失', 'machine-loss': 'マシン喪失', partition: 'リージョン間の分断', 'accidental-deletion': '誤削除',
      ransomware: 'ランサムウェア', 'silent-corruption': 'サイレント破損', 'operator-error': '操作ミス',
    },
    meanings: {
      'region-loss': 'ソースリージョンが、その中のすべてとともに失われる',
      'machine-loss': 'エステートの全マシンとディスクが失われる。リージョンは無事',
      partition: 'リージョン間の通信が途絶え、その後ソースリージョンが失われる',
      'accidental-deletion': '誰かが誤ってデータを削除し、削除も複製される',
      ransomware: '侵入者が潜伏後に全ディスクを暗号化する。潜伏中のコピーは信用できない',
      'silent-corruption': 'ソースディスクのセクターが、書き込みの捕捉より下でひとりでに変わる',
      'operator-error': 'ソースリージョンが失われ、誤って古い復旧ポイントがコミットされる',
    },
    reasons: {
      'not-protected': '保護の対象外', 'no-point': '復元できるコピーがない', 'no-clean-point': '被害以前のコピーがない',
      'cache-store-lost': 'キャッシュストアの喪失', 'no-state-is-right': '試したコピーはどれも正しくない',
    },
    copies: { 'crash-consistent': 'クラッシュ整合性', 'file-system-consistent': 'FS 整合性', 'app-consistent': 'アプリ整合性', latest: '最新' },
    items: {
      'dependent-paas': '依存 PaaS', 'private-ip': 'プライベート IP', nsg: 'NSG', udr: 'UDR', 'public-ip': 'パブリック IP', 'load-balancer': 'ロードバランサー',
      identity: 'ID と権限', extensions: '拡張機能', dns: 'DNS', 'application-verification': 'アプリの確認',
    },
    steps: {
      detection: '検知', decision: '復旧の決定', prerequisites: '前提条件の確認', 'source-shutdown': 'ソースの停止', 'replica-disks': 'レプリカからディスク作成',
      'control-plane': '管理基盤の待ち', create: 'マシン作成', 'os-boot': 'OS 起動', 'os-check': 'ファイルシステム検査', 'application-recovery': 'アプリの復旧',
      'service-start': 'サービス開始', 'cache-warm-up': 'キャッシュの準備', 'health-probe': '正常性確認', 'name-cached': '古い DNS の記憶', 'first-answer': '最初の応答',
      initiate: '復元の開始', queue: 'サービスの待ち行列', 'create-disks': 'ディスク作成', copy: 'ボールトからコピー', processing: '未処理分の適用', conversion: '変換',
    },
    strategies: {
      asr: 'Azure Site Recovery、最新の処理済みポイント', 'asr-app-consistent': 'Azure Site Recovery、最新のアプリ整合性ポイント',
      'backup-standard': 'Azure Backup、1 日 1 回、ローカルボールト', 'backup-enhanced': 'Azure Backup、4 時間ごと、リージョンをまたぐ復元',
      'asr-and-backup': 'Azure Site Recovery と Azure Backup',
    },
    actors: { platform: '基盤', script: 'スクリプト', person: '人' },
    provenances: { documented: '文書', measured: '計測', assumed: '仮定' },
    protectors: { replication: 'レプリカ', backup: 'バックアップ' },
  },
  stepOf: (owner, step) => `${owner} の${step}`,
  byHand: (item) => `${item}（手作業）`,
  inPlan: (place) => `計画 ${place}`,
  attemptOf: (number, step) => `試行 ${number}：${step}`,
  list: '、',
}

export const COMPARE_TEXTS: Readonly<Record<Language, CompareTexts>> = { en: EN, ja: JA }
