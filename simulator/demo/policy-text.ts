/** The policy file of the demo, over the people and groups of the simulated workspace. */
export const policyText = `version: 1
requestors: { usergroups: [S0RESPONDERS], users: [] }
approvers: { usergroups: [S0APPROVERS], users: [] }
quorum: 1
expires_in: 30m
send_within: 15m
mention: true
rules:
  - name: Domain controllers need two
    when: { machine: { names: ["dc-*"] } }
    quorum: 2
`;
