/** keccak-256 of the events that are read, by the name that code knows them by; a test recomputes each from its signature. */
export const eventTopics = {
  /** `Transfer(address,address,uint256)`: ERC-20 and ERC-721 alike. */
  transfer: "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
  /** `TransferSingle(address,address,address,uint256,uint256)`: ERC-1155. */
  transferSingle: "0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62",
  /** `TransferBatch(address,address,address,uint256[],uint256[])`: ERC-1155. */
  transferBatch: "0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb",
  /** `Deposit(address,uint256)`: wrapped native assets, and many vaults. */
  deposit: "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c",
  /** `Withdrawal(address,uint256)`: the way back. */
  withdrawal: "0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65",
  /** `DestroyedBlackFunds(address,uint256)`: Tether; emitted without a `Transfer`. */
  destroyedBlackFunds: "0x61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6",
  /** `Issue(uint256)` and `Redeem(uint256)`: Tether; the owner's balance changes and the event does not say whose. */
  issue: "0xcb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a",
  redeem: "0x702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44",
  /** `AddedBlackList(address)` and `RemovedBlackList(address)`: Tether. */
  addedBlackList: "0x42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc",
  removedBlackList: "0xd7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c",
  /** `Blacklisted(address)` and `UnBlacklisted(address)`: Circle. */
  blacklisted: "0xffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855",
  unblacklisted: "0x117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e",
} as const;
