/**
 * Eighty names and more that a file may have here and not there. `goes`: it has to arrive under exactly this name; a code:
 * it is refused before a byte is sent, and the sentence says by which rule. A name of several parts lies in folders.
 */

import type { Row } from './bad-input.ts'

interface Named {
  readonly to: string
  /** As the system has it: bytes of Latin 1 that need not be UTF-8, or text. */
  readonly path: string
  readonly isRaw?: true
}

type Name = Row<Named>

const place =
  (service: string, to: string) =>
  (rule: string, path: string, code = 'name-not-allowed'): Name => [`${service}: ${rule}`, { to, path }, code]

const drive = place('OneDrive', 'onedrive:/Names')
const box = place('Box', 'box:/Names')
const mail = place('Outlook', 'outlook:messages/practice-draft')
const task = place('To Do', 'todo:lists/practice-list/tasks/practice-task')
const paper = place('Print', 'print:printers/any-printer')

const long = (count: number, of = 'n') => of.repeat(count)

export const badNames: readonly Name[] = [
  drive('no question', 'why?.txt'),
  drive('no star', 'all*.txt'),
  drive('no colon', 'a:b.txt'),
  drive('no quotes', 'say "a".txt'),
  drive('no arrow to the left', 'a<b.txt'),
  drive('no arrow to the right', 'a>b.txt'),
  drive('no bar', 'a|b.txt'),
  drive('no backslash', 'a\\b.txt'),
  drive('no markup', '<img src=x onerror=alert(1)>.png'),
  drive('no line break', 'two\nlines.txt'),
  drive('no escape', '\u001b[2Jclear.txt'),
  drive('no bell', 'ding\u0007.txt'),
  drive('no tab', 'a\tb.txt'),
  drive('no space before', ' first.txt'),
  drive('no space after', 'last.txt '),
  drive('no wide space after', 'last.txt\u00a0'),
  drive('no ideographic space before', '\u3000first.txt'),
  drive('no dot after', 'etc.'),
  drive('nothing of dots alone', '...'),
  drive('no console', 'CON'),
  drive('no printer of old', 'prn'),
  drive('no device of nothing', 'NUL'),
  drive('no auxiliary', 'Aux'),
  drive('no serial line', 'COM1'),
  drive('no parallel line', 'lpt9'),
  drive('no lock', '.lock'),
  drive('no look of a folder', 'desktop.ini'),
  drive('no open document', '~$report.docx'),
  drive('no front page', 'x_vti_y.txt'),
  drive('a folder keeps the rules, too', 'bad?/file.txt'),
  drive('a folder is not reserved', 'com3/file.txt'),
  drive('a folder ends without a dot', 'v1./file.txt'),
  drive('a folder ends without a space', 'new /file.txt'),
  drive('a path has four hundred', `${long(200, 'p')}/${long(198, 'q')}/file.txt`, 'path-too-long'),
  drive(
    'a name of emoji is as long as it is',
    `${long(60, '😀')}/${long(60, '🚢')}/${long(40, '⚓️')}/${long(60, '🌊')}.txt`,
    'path-too-long',
  ),
  box('no backslash', 'c\\d.txt'),
  box('no line break', 'three\nlines.txt'),
  box('no return', 'a\rb.txt'),
  box('no escape', '\u001b]8;;http://evil\u0007x.txt'),
  box('no delete', 'del\u007f.txt'),
  box('no control of the second row', 'c1\u0085.txt'),
  box('no space before', '  first.txt'),
  box('no space after', 'last.pdf '),
  box('no wide space after', 'last.pdf\u2003'),
  box('a folder has no backslash', 'a\\b/file.txt'),
  box('a folder has no space before', ' a/file.txt'),
  box('a folder has no tab', 'a\tb/file.txt'),
  mail('something can be seen', ' '),
  mail('something else than wide spaces', '\u2003\u2003'),
  task('something can be seen', '   '),
  task('something else than an ideographic space', '\u3000'),
  paper('something can be seen', ' \u00a0'),
  drive('a hash goes', '#1.txt', 'goes'),
  drive('a percent sign goes', '100%25.txt', 'goes'),
  drive('what is encoded stays encoded', 'a%2Fb%3F.txt', 'goes'),
  drive('an apostrophe goes', "it's.txt", 'goes'),
  drive('a semicolon and commas go', 'a;b,c&d=e+f.txt', 'goes'),
  drive('brackets go', '[{()}].txt', 'goes'),
  drive('a dot before goes', '.profile', 'goes'),
  drive('two dots inside go', 'a..b.txt', 'goes'),
  drive('dashes before go', '--delete.txt', 'goes'),
  drive('a scheme without its colon goes', 'javascript alert(1).txt', 'goes'),
  drive('braces are no template', '{{7+7}}.txt', 'goes'),
  drive('a dollar is no variable', '$HOME `id`.txt', 'goes'),
  drive('right to left goes', 'exe.\u202ecod.txt', 'goes'),
  drive('letters without a width go', 'zero\u200bwidth.txt', 'goes'),
  drive('an accent of its own goes', 'e\u0301cole.txt', 'goes'),
  drive('other writings go', '日本語 العربية עברית.txt', 'goes'),
  drive('families go', '👩‍👩‍👧.txt', 'goes'),
  drive('a name of 255 bytes goes', `${long(251)}.txt`, 'goes'),
  drive('a member of every object goes', '__proto__', 'goes'),
  drive('a name like a number goes', '1e309', 'goes'),
  box('a question goes', 'why not?.txt', 'goes'),
  box('markup goes', '<b>bold<b>.txt', 'goes'),
  box('a colon goes', 'c:d.txt', 'goes'),
  box('a console goes', 'con', 'goes'),
  box('a dot after goes', 'and so on.', 'goes'),
  box('a percent sign goes', '50% off.txt', 'goes'),
  box('quotes go', '"quoted" \'twice\'.txt', 'goes'),
  mail('a line break goes', 'mail\nheader: x.txt', 'goes'),
  mail('slashes the other way go', 'win\\dows.txt', 'goes'),
  task('a question goes', 'task?.txt', 'goes'),
  task('right to left goes', 'task\u202egpj.txt', 'goes'),
  paper('markup goes', '<svg onload=x>.txt', 'goes'),
  ['here: a name is text', { to: 'onedrive:/Names', path: 'caf\xe9.txt', isRaw: true }, 'name-not-allowed'],
  ['here: half a letter is none', { to: 'box:/Names', path: 'half\xf0\x9f.txt', isRaw: true }, 'name-not-allowed'],
  [
    'here: a letter is not written longer than it is',
    { to: 'onedrive:/Names', path: 'over\xc0\xaflong.txt', isRaw: true },
    'name-not-allowed',
  ],
]
