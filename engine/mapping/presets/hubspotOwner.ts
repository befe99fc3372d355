import { row } from './preset';

/** HubSpot describes owners as options: the id as value, the e-mail address as label. One that is unknown there is skipped. */
export const owner = row('hubspot_owner_id', 'Owner.Email', { unknownOption: 'skip' });
