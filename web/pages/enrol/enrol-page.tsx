/** Setting up the second factor, for who is signed in and needs one. */

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CardPage } from '../../components/card-page.tsx';
import { SecondFactorEnrolment } from '../../components/second-factor-enrolment.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { safeReturn } from '../../session/return-address.ts';
import { sessionText } from '../../text/session.ts';

const text = sessionText.enrol;

export function EnrolPage() {
  const [address] = useAddressState();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const finish = () => {
    queries.clear();
    void navigate({ to: safeReturn(address['return']) });
  };
  return (
    <CardPage title={text.title} lead={text.why}>
      <SecondFactorEnrolment onFinished={finish} />
    </CardPage>
  );
}
