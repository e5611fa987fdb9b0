// Puppeteer would download a browser of its own while it is installed. The bot agent uses the machine's (CHROME_PATH), so
// that `npm ci` needs nothing but the registry.
module.exports = { skipDownload: true };
