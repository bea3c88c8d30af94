import { describe, expect, it } from 'vitest';
import { fixedBuildOf, updateNameOf, updateNames } from './update-names.ts';

describe('names of updates', () => {
  it.each([
    ['Install KB5034127 or KB 5034122.', ['KB5034127', 'KB5034122']],
    ['https://support.microsoft.com/help/5044277', ['KB5044277']],
    ['https://support.microsoft.com/en-us/help/4012212 and KB4012212', ['KB4012212']],
    ['https://catalog.update.microsoft.com/v7/site/Search.aspx?q=KB5034768', ['KB5034768']],
    ['https://support.example.com/csm?sysparm_article=KB0106670', []],
    ['model KB12, article 5034127', []],
  ])('%s', (text, names) => {
    expect(updateNames(text, undefined)).toEqual(names);
  });

  it('are told with and without their letters', () => {
    expect([updateNameOf('5034127'), updateNameOf('kb 5034127'), updateNameOf('Release Notes')]).toEqual([
      'KB5034127',
      'KB5034127',
      undefined,
    ]);
  });

  it('stand beside the build in the remedies of Microsoft', () => {
    const details = '10.0.17763.5458:Security Update:https://support.microsoft.com/help/5034768';
    expect([fixedBuildOf(details), ...updateNames(details)]).toEqual(['10.0.17763.5458', 'KB5034768']);
    expect(fixedBuildOf('Update to 10.0.17763.5458')).toBeUndefined();
  });
});
