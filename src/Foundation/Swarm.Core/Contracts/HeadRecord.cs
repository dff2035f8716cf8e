using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>One entry of a head log whose signature and links hold.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="Digest">The digest of its bytes, by which later entries and callers name it.</param>
public sealed record HeadRecord(HeadEntry Entry, Digest Digest);
