// Prints the Socket Mode variant of manifest.yml: the same app without any address that Slack would have to reach.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseDocument, visit } = require('yaml');

const manifest = parseDocument(readFileSync(join(__dirname, '..', 'manifest.yml'), 'utf8'));
visit(manifest, {
  Pair: (_, pair) => (/^(url|request_url|message_menu_options_url)$/.test(pair.key.value) ? visit.REMOVE : undefined),
  Node: (_, node) => {
    node.commentBefore = null;
  },
});
manifest.setIn(['settings', 'socket_mode_enabled'], true);
manifest.commentBefore = ' The Slack app that Twokey runs as in Socket Mode, made from manifest.yml.';
process.stdout.write(manifest.toString({ lineWidth: 0 }));
