using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Engine.Trust;

/// <summary>The newest entry of a store's head log.</summary>
/// <param name="Root">The folder that holds the store.</param>
/// <param name="LogFile">The log's file, a copy of which can be kept elsewhere.</param>
/// <param name="Digest">The digest of the entry, which a later verification can expect.</param>
/// <param name="Entry">What it says.</param>
public sealed record HeadInfo(string Root, string LogFile, Digest Digest, HeadEntry Entry);
