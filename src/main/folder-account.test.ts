import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { addOrganisation } from '../../test/support/test-server.ts';
import { forgetFolders, watchedFolders } from '../store/watched-folders.ts';
import { FolderAccount } from './folder-account.ts';

const PLACE = { server: 'intake', path: '/srv/captures' };
const test = useTestDatabase();
let organisation = '';
let other = '';
let opened: FolderAccount;

beforeEach(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  other = await addOrganisation(test().database, 'St. Ben');
  opened = open();
});

const open = () => new FolderAccount(test().database, PLACE);
/** Seconds after an instant of no meaning. */
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22) + seconds * 1_000);
const finding = (problem: string | null = null) => ({ organisation, site: null, problem });
const shown = () => watchedFolders(test().database, organisation);

describe('the account of a folder', () => {
  it('says since when something is wrong with it, also over a restart', async () => {
    await opened.keep(finding(), at(0));
    expect(await shown()).toEqual([
      {
        ...PLACE,
        ...{ site: null, lookedAt: at(0), problem: null, problemSince: null, passedOver: [] },
      },
    ]);
    await opened.keep(finding('gone'), at(1));
    await opened.keep(finding('gone'), at(90));
    expect(await shown()).toMatchObject([{ lookedAt: at(90), problem: 'gone', problemSince: at(1) }]);
    const again = open();
    await again.keep(finding('gone'), at(200));
    expect(await shown()).toMatchObject([{ lookedAt: at(200), problem: 'gone', problemSince: at(1) }]);
    await again.keep(finding('no room'), at(201));
    expect(await shown()).toMatchObject([{ problem: 'no room', problemSince: at(201) }]);
    await again.keep(finding(), at(202));
    expect(await shown()).toMatchObject([{ problem: null, problemSince: null }]);
  });

  it('is kept when it changes, and otherwise once a minute', async () => {
    await opened.keep(finding(), at(0));
    await opened.keep(finding(), at(59));
    expect(await shown()).toMatchObject([{ lookedAt: at(0) }]);
    await opened.keep(finding(), at(60));
    expect(await shown()).toMatchObject([{ lookedAt: at(60) }]);
    opened.passOver('a', 'it is text', at(61));
    await opened.keep(finding(), at(61));
    expect(await shown()).toMatchObject([{ lookedAt: at(61), passedOver: [{ file: 'a' }] }]);
  });

  it('has the files that are passed over until they are taken in or gone, also over a restart', async () => {
    for (const file of ['a', 'b', 'c']) opened.passOver(file, `${file} is text`, at(0));
    await opened.keep(finding(), at(0));
    const again = open();
    again.passOver('d', 'd is empty', at(10));
    await again.keep(finding(), at(10));
    const files = async () => (await shown())[0]?.passedOver.map(({ file }) => file);
    expect(await files()).toEqual(['a', 'b', 'c', 'd']);
    again.takeIn('b');
    again.keepOnly(new Set(['a', 'd', 'e']));
    await again.keep(finding(), at(11));
    expect(await files()).toEqual(['a', 'd']);
    expect((await shown())[0]?.passedOver[1]).toEqual({
      ...{ file: 'd', problem: 'd is empty', noticedAt: at(10).toISOString() },
    });
  });

  it('has the latest files, and so much of hostile names', async () => {
    for (let number = 1; number <= 150; number++) opened.passOver(`${number}`, 'it is text', at(number));
    opened.passOver(`\ud800${'x'.repeat(5_000)}`, 'y'.repeat(5_000), at(151));
    await opened.keep(finding(), at(151));
    const [folder] = await shown();
    expect(folder?.passedOver).toHaveLength(100);
    expect(folder?.passedOver[0]).toMatchObject({ file: '52' });
    expect(folder?.passedOver[99]).toMatchObject({
      ...{ file: `\ufffd${'x'.repeat(999)}`, problem: 'y'.repeat(1_000) },
    });
  });

  it('is of one organisation, and forgotten when its server watches it no more or for long', async () => {
    const { database } = test();
    await opened.keep(finding(), new Date());
    expect(await watchedFolders(database, other)).toEqual([]);
    await forgetFolders(database, other, PLACE.server, []);
    await forgetFolders(database, organisation, 'another server', []);
    await forgetFolders(database, organisation, PLACE.server, [PLACE.path]);
    expect(await shown()).toHaveLength(1);
    await forgetFolders(database, organisation, PLACE.server, ['/srv/other']);
    expect(await shown()).toEqual([]);
    await open().keep(finding(), new Date(Date.now() - 8 * 86_400_000));
    await forgetFolders(database, organisation, 'another server', []);
    expect(await shown()).toEqual([]);
  });
});
