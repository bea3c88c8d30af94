/** Tasks as rows, each with what it is about and what one may say of it. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { Task as TaskSchema } from '../../src/contract/task.ts';
import { changeTask } from '../api/endpoints/tasks.ts';
import { useAct } from '../api/queries.ts';
import { Chip } from '../design/chip.tsx';
import { formatDay } from '../design/format/instant.ts';
import { showMessage } from '../design/messages.tsx';
import rows from '../design/row-list.module.css';
import { EmptyState } from '../design/states.tsx';
import { Instant, WireText } from '../design/values.tsx';
import { useMay } from '../session/me.tsx';
import { roleName } from '../text/roles.ts';
import { tasksText as text } from '../text/tasks.ts';
import styles from './task-list.module.css';

export type TaskRow = z.output<typeof TaskSchema>;

export function TaskList({ tasks }: { readonly tasks: readonly TaskRow[] }) {
  const mayEdit = useMay('inventory:edit');
  if (tasks.length === 0) return <EmptyState title={text.none}>{text.noneHelp}</EmptyState>;
  return (
    <ul className={rows.rows}>
      {tasks.map((task) => (
        <li key={task.id}>
          <TaskWords task={task} />
          {(mayEdit || task.isMine) && <TaskActs task={task} />}
        </li>
      ))}
    </ul>
  );
}

function TaskWords({ task }: { readonly task: TaskRow }) {
  const { title, note, due, state, device, cve, assigneeName, role, madeBy, endedBy, endedAt } = task;
  const whom = assigneeName ?? (role === null ? madeBy : roleName(role));
  const isLate = state === 'open' && due !== null && due < today();
  return (
    <div className={rows.words}>
      <p>
        <strong>
          <WireText whole>{title}</WireText>
        </strong>{' '}
        {state !== 'open' ? (
          <Chip>{text.states[state]}</Chip>
        ) : (
          <Chip set={isLate ? 'critical' : 'plain'}>
            {due === null
              ? text.noDate
              : isLate
                ? text.overdue(formatDay(new Date(due)))
                : text.dueOn(formatDay(new Date(due)))}
          </Chip>
        )}
      </p>
      {note !== null && (
        <p>
          <WireText whole>{note}</WireText>
        </p>
      )}
      <p className={styles.quiet}>
        <WireText>{`${text.of(whom)}, ${text.by(madeBy)}`}</WireText>
        {device !== null && (
          <>
            {', '}
            <Link to="/devices/$id" params={{ id: device }}>
              {text.device}
            </Link>
          </>
        )}
        {cve !== null && (
          <>
            {', '}
            <Link to="/vulnerabilities/$cve" params={{ cve }}>
              {cve}
            </Link>
          </>
        )}
        {endedAt !== null && endedBy !== null && (
          <>
            , {text.states[state].toLowerCase()} <WireText>{text.ended_by(endedBy)}</WireText>{' '}
            <Instant at={endedAt} />
          </>
        )}
      </p>
    </div>
  );
}

function TaskActs({ task }: { readonly task: TaskRow }) {
  const change = useAct(changeTask);
  const say = (state: TaskRow['state']) =>
    change.mutate(
      { path: { id: task.id }, body: { state } },
      {
        onSuccess: () => showMessage({ text: text.changed }),
        onError: (error) => showMessage({ text: error.message, isProblem: true }),
      },
    );
  return (
    <span className={rows.acts}>
      {task.state === 'open' ? (
        <>
          <Button size="sm" variant="default" loading={change.isPending} onClick={() => say('done')}>
            {text.done}
          </Button>
          <Button size="sm" variant="default" onClick={() => say('dropped')}>
            {text.drop}
          </Button>
        </>
      ) : (
        <Button size="sm" variant="default" loading={change.isPending} onClick={() => say('open')}>
          {text.reopen}
        </Button>
      )}
    </span>
  );
}

/** The day where the person is, as dates are written. */
function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
