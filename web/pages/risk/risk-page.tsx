/** How does the house stand, what is not known, what was accepted, and what the formula would say with other weights. */

import { findFleetRisk } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import stacked from '../../design/stacked-page.module.css';
import { Unanswered } from '../../design/states.tsx';
import { riskText } from '../../text/risk.ts';
import { DecisionRegister } from './decision-register.tsx';
import { FleetOverview } from './fleet-overview.tsx';
import { FormulaPreview } from './formula-preview.tsx';

const text = riskText.fleet;
const TABS = ['fleet', 'register', 'formula'] as const;

export function RiskPage() {
  const [address, change] = useAddressState();
  const tab = TABS.find((each) => each === address['tab']) ?? 'fleet';
  return (
    <div className={stacked.page}>
      <PageHeader title={riskText.title}>
        <PageTabs
          label={text.tabsLabel}
          tabs={TABS.map((id) => ({ id, label: text.tabs[id] }))}
          chosen={tab}
          onChoose={(id) => change({ tab: id === 'fleet' ? undefined : id }, { step: true })}
        />
      </PageHeader>
      {tab === 'formula' ? <FormulaPreview /> : <Fleet isRegister={tab === 'register'} />}
    </div>
  );
}

function Fleet({ isRegister }: { readonly isRegister: boolean }) {
  const found = useAnswer(findFleetRisk, {});
  if (!found.isSuccess) return <Unanswered asked={found} what={riskText.what} lines={8} />;
  return isRegister ? <DecisionRegister fleet={found.data} /> : <FleetOverview fleet={found.data} />;
}
