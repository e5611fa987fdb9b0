/** What the command line says. Portuguese, unless the locale asks for English. */
const pt = {
  oldNode: (version: string) =>
    `oconnector-bot precisa do Node 22.16 ou mais novo da linha 22, ou do 24 em diante; este é o ${version}. Instale o Node LTS: https://nodejs.org`,
  help: (dataDir: string) => `oconnector-bot liga um número de WhatsApp ao oConnector.

Uso: oconnector-bot COMANDO [opções]

  pair CÓDIGO   troca o código de pareamento do painel pela credencial deste computador
  run           liga o bot e fica ligado (Ctrl-C desliga)
  install       instala como serviço do usuário (systemd); --dry-run só mostra
  doctor        confere Node, Chromium, pasta de dados, servidor, relógio e credencial
  health        sai com 0 se o bot desta pasta está vivo (para contêineres)

Opções:
  --server ENDEREÇO   o servidor, como https://exemplo.com.br (ou SERVER_URL; pair o guarda)
  --data-dir PASTA    credencial, fila e sessão (ou DATA_DIR; padrão: ${dataDir})
  --version           a versão
  --help              esta ajuda

As demais configurações são variáveis de ambiente: veja o README do pacote.
Saída: 0 certo · 1 erro · 2 uso ou configuração · 3 só uma pessoa resolve
`,
  seeHelp: 'Veja: oconnector-bot --help',
  unknownCommand: (name: string) => `Não existe o comando "${name}".`,
  unknownOption: (name: string) => `Não existe a opção ${name}.`,
  badOption: (name: string) => `A opção ${name} está incompleta ou não leva valor.`,
  tooMany: (word: string) => `"${word}" sobra.`,
  noCode: 'Falta o código: oconnector-bot pair CÓDIGO. Gere um no painel, em Números.',
  badCode: 'O código não é um código de pareamento: copie-o inteiro do painel, em Números.',
  noServer: 'Falta o servidor: use --server https://exemplo.com.br ou defina SERVER_URL.',
  badServer: (url: string) => `"${url}" não é um endereço: escreva como https://exemplo.com.br.`,
  badSettings: (sentence: string) => `Configuração inválida: ${sentence}`,
  paired: (numberId: string, dataDir: string) =>
    `Pareado: número ${numberId}. A credencial está em ${dataDir}.\nAgora: oconnector-bot run`,
  codeRefused: (status: number) =>
    `O servidor recusou o código (HTTP ${status}): ele vale uma vez, por dez minutos. Gere outro no painel, em Números.`,
  unreachable: (url: string, reason: string) =>
    `O servidor ${url} não respondeu (${reason}). Confira o endereço e a rede, e tente de novo.`,
  stuck: (sentence: string) => `Não deu: ${sentence}`,
  npx: 'Um serviço não pode apontar para a pasta temporária do npx. Instale antes: npm install -g oconnector-bot',
  notPairedYet: 'Este computador ainda não está pareado: oconnector-bot pair CÓDIGO. O serviço só liga depois disso.',
  installed: (file: string) => `Serviço escrito em ${file}. Para ligá-lo agora e a cada início do sistema:

  systemctl --user daemon-reload
  systemctl --user enable --now oconnector-bot
  loginctl enable-linger "$USER"     # continua ligado sem ninguém na sessão

Para ver o que ele diz: journalctl --user -u oconnector-bot -f
`,
  macos: (node: string, script: string) => `No macOS não há systemd. Crie um agente do launchd:

  ~/Library/LaunchAgents/oconnector-bot.plist
    ProgramArguments: ${node}, ${script}, run
    EnvironmentVariables: SERVER_URL, DATA_DIR
    RunAtLoad: true · KeepAlive: { SuccessfulExit: false } · ThrottleInterval: 10
  launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/oconnector-bot.plist

O Mac não pode dormir: Ajustes > Bateria, ou caffeinate.
`,
  windows: (node: string, script: string) => `No Windows, use o Agendador de Tarefas (num terminal do usuário):

  schtasks /Create /TN oconnector-bot /SC ONLOGON /TR "\\"${node}\\" \\"${script}\\" run"
  schtasks /Run /TN oconnector-bot

Nas propriedades da tarefa: reiniciar em caso de falha e não parar depois de 3 dias. Defina SERVER_URL e DATA_DIR como
variáveis do usuário (setx). O computador não pode dormir.
`,
  health: { alive: 'vivo', silent: 'o bot desta pasta não dá sinal de vida' },
  doctor: {
    node: (version: string) => `Node ${version}`,
    settings: 'configuração',
    chrome: (version: string, file: string) => `${version} abre uma página (${file})`,
    chromeMissing:
      'Chrome ou Chromium não encontrado: instale um (apt install chromium) ou defina CHROME_PATH com o executável',
    chromePath: (file: string) =>
      `CHROME_PATH é ${file}, que não pode ser executado: corrija, ou apague a variável para usar o do sistema`,
    chromeBroken: (file: string, why: string) =>
      `${file} não abre uma página (${why}): instale o que falta; num contêiner, CHROME_ARGS=--no-sandbox`,
    dataDir: (path: string) => `pasta de dados ${path}, só deste usuário`,
    dataDirNew: (path: string) => `pasta de dados ${path}: será criada`,
    dataDirOpen: (path: string, mode: string) =>
      `pasta de dados ${path} está aberta a outros usuários (${mode}): chmod 700 "${path}"`,
    dataDirBad: (path: string, why: string) =>
      `pasta de dados ${path} não aceita escrita (${why}): dê acesso a este usuário ou use --data-dir`,
    server: (url: string, version: string) => `servidor ${url} responde (versão ${version})`,
    serverBad: (url: string, why: string) => `servidor ${url} não responde (${why}): confira o endereço e a rede`,
    serverOther: (url: string) => `${url} responde, mas não é um servidor oConnector: confira o endereço`,
    clock: (seconds: number) => `relógio a ${seconds} s do servidor`,
    clockBad: (seconds: number) => `relógio a ${seconds} s do servidor: acerte a hora (timedatectl set-ntp true)`,
    clockUnknown: 'relógio: o servidor não disse a hora, não conferido',
    credential: (numberId: string) => `credencial do número ${numberId}`,
    credentialMissing: 'não pareado: gere um código no painel e rode oconnector-bot pair CÓDIGO',
    credentialBad: (why: string) => `credencial: ${why}`,
  },
};

export type Texts = typeof pt;

const en: Texts = {
  oldNode: (version) =>
    `oconnector-bot needs Node 22.16 or newer of line 22, or 24 and up; this is ${version}. Install Node LTS: https://nodejs.org`,
  help: (dataDir) => `oconnector-bot links a WhatsApp number to oConnector.

Usage: oconnector-bot COMMAND [options]

  pair CODE     trades the dashboard's pairing code for this computer's credential
  run           starts the bot and stays (Ctrl-C stops it)
  install       installs it as a service of this user (systemd); --dry-run only shows it
  doctor        checks Node, Chromium, data folder, server, clock and credential
  health        exits with 0 if the bot of this folder is alive (for containers)

Options:
  --server ADDRESS    the server, like https://example.com (or SERVER_URL; pair remembers it)
  --data-dir FOLDER   credential, queue and session (or DATA_DIR; default: ${dataDir})
  --version           the version
  --help              this help

All other settings are environment variables: see the package's README.
Exit: 0 fine · 1 error · 2 usage or settings · 3 only a person can help
`,
  seeHelp: 'See: oconnector-bot --help',
  unknownCommand: (name) => `There is no command "${name}".`,
  unknownOption: (name) => `There is no option ${name}.`,
  badOption: (name) => `The option ${name} is incomplete, or takes no value.`,
  tooMany: (word) => `"${word}" is too much.`,
  noCode: 'The code is missing: oconnector-bot pair CODE. Make one in the dashboard, under Numbers.',
  badCode: 'That is no pairing code: copy all of it from the dashboard, under Numbers.',
  noServer: 'The server is missing: use --server https://example.com or set SERVER_URL.',
  badServer: (url) => `"${url}" is not an address: write it like https://example.com.`,
  badSettings: (sentence) => `Wrong settings: ${sentence}`,
  paired: (numberId, dataDir) =>
    `Paired: number ${numberId}. The credential is in ${dataDir}.\nNow: oconnector-bot run`,
  codeRefused: (status) =>
    `The server refused the code (HTTP ${status}): it works once, for ten minutes. Make another in the dashboard, under Numbers.`,
  unreachable: (url, reason) =>
    `The server ${url} did not answer (${reason}). Check the address and the network, and try again.`,
  stuck: (sentence) => `That did not work: ${sentence}`,
  npx: 'A service cannot point into the temporary folder of npx. Install it first: npm install -g oconnector-bot',
  notPairedYet: 'This computer is not paired yet: oconnector-bot pair CODE. The service starts only after that.',
  installed: (file) => `Service written to ${file}. To start it now and with the system:

  systemctl --user daemon-reload
  systemctl --user enable --now oconnector-bot
  loginctl enable-linger "$USER"     # stays on with nobody logged in

To see what it says: journalctl --user -u oconnector-bot -f
`,
  macos: (node, script) => `macOS has no systemd. Make an agent of launchd:

  ~/Library/LaunchAgents/oconnector-bot.plist
    ProgramArguments: ${node}, ${script}, run
    EnvironmentVariables: SERVER_URL, DATA_DIR
    RunAtLoad: true · KeepAlive: { SuccessfulExit: false } · ThrottleInterval: 10
  launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/oconnector-bot.plist

The Mac must not sleep: Settings > Battery, or caffeinate.
`,
  windows: (node, script) => `On Windows, use the Task Scheduler (in a terminal of the user):

  schtasks /Create /TN oconnector-bot /SC ONLOGON /TR "\\"${node}\\" \\"${script}\\" run"
  schtasks /Run /TN oconnector-bot

In the task's properties: restart on failure, and do not stop after 3 days. Set SERVER_URL and DATA_DIR as variables of
the user (setx). The computer must not sleep.
`,
  health: { alive: 'alive', silent: 'the bot of this folder gives no sign of life' },
  doctor: {
    node: (version) => `Node ${version}`,
    settings: 'settings',
    chrome: (version, file) => `${version} opens a page (${file})`,
    chromeMissing:
      'no Chrome or Chromium found: install one (apt install chromium), or set CHROME_PATH to its executable',
    chromePath: (file) => `CHROME_PATH is ${file}, which cannot be run: correct it, or unset it to use the system's`,
    chromeBroken: (file, why) =>
      `${file} opens no page (${why}): install what it lacks; in a container, CHROME_ARGS=--no-sandbox`,
    dataDir: (path) => `data folder ${path}, for this user alone`,
    dataDirNew: (path) => `data folder ${path}: will be made`,
    dataDirOpen: (path, mode) => `data folder ${path} is open to other users (${mode}): chmod 700 "${path}"`,
    dataDirBad: (path, why) => `data folder ${path} takes no writes (${why}): give this user access, or use --data-dir`,
    server: (url, version) => `server ${url} answers (version ${version})`,
    serverBad: (url, why) => `server ${url} does not answer (${why}): check the address and the network`,
    serverOther: (url) => `${url} answers, but is no oConnector server: check the address`,
    clock: (seconds) => `clock is ${seconds} s from the server's`,
    clockBad: (seconds) => `clock is ${seconds} s from the server's: set it right (timedatectl set-ntp true)`,
    clockUnknown: 'clock: the server told no time, not checked',
    credential: (numberId) => `credential of number ${numberId}`,
    credentialMissing: 'not paired: make a code in the dashboard and run oconnector-bot pair CODE',
    credentialBad: (why) => `credential: ${why}`,
  },
};

export const TEXTS = { pt, en };

/** The language of the locale (LC_ALL, LC_MESSAGES, LANG, in this order); Portuguese where it names neither. */
export const languageOf = (env: Record<string, string | undefined>): keyof typeof TEXTS => {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^en([_.-]|$)/i.test(locale) ? 'en' : 'pt';
};
