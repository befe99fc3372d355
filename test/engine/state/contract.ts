import { associationHistoryContract } from './contract/associationHistories';
import { associationContract } from './contract/associations';
import { auditContract } from './contract/audit';
import { cacheContract } from './contract/cache';
import { inboxContract } from './contract/inbox';
import { junctionContract } from './contract/junctions';
import { leaseContract } from './contract/leases';
import { linkContract } from './contract/links';
import { maintenanceContract } from './contract/maintenance';
import { noteContract } from './contract/notes';
import { rejectionContract } from './contract/rejections';
import { runContract } from './contract/runs';
import { traceContract } from './contract/trace';
import type { Open } from './contract/shared';

/**
 * What every StateStore must do.
 *
 * @param name the implementation, for the test report
 * @param open an empty store on storage of its own; the caller closes and removes what is left after each test
 */
export function stateContract(name: string, open: Open): void {
	describe(`${name}: the contract of the state`, () => {
		linkContract(open);
		associationContract(open);
		associationHistoryContract(open);
		junctionContract(open);
		rejectionContract(open);
		leaseContract(open);
		runContract(open);
		cacheContract(open);
		noteContract(open);
		inboxContract(open);
		auditContract(open);
		traceContract(open);
		maintenanceContract(open);
	});
}
