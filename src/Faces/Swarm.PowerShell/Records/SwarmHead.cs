using Swarm.Engine.Trust;

namespace Swarm.PowerShell.Records;

/// <summary>The newest entry of a store's signed head log.</summary>
public sealed record SwarmHead
{
    /// <summary>The digest of the entry, for -ExpectedHead.</summary>
    public string Head { get; internal init; } = string.Empty;

    /// <summary>Its number.</summary>
    public long Sequence { get; internal init; }

    /// <summary>What happened: launch, resume, fork, import or remove.</summary>
    public string Operation { get; internal init; } = string.Empty;

    /// <summary>The branch's name.</summary>
    public string Label { get; internal init; } = string.Empty;

    /// <summary>The node.</summary>
    public string NodeId { get; internal init; } = string.Empty;

    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; internal init; }

    /// <summary>The log's file, a copy of which can be kept elsewhere.</summary>
    public string LogPath { get; internal init; } = string.Empty;

    /// <summary>The folder that holds the store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmHead From(HeadInfo head) => new()
    {
        Head = head.Digest.ToString(),
        Sequence = head.Entry.Sequence,
        Operation = head.Entry.Operation,
        Label = head.Entry.Label,
        NodeId = head.Entry.NodeId,
        Timestamp = RecordedTime.Parse(head.Entry.Timestamp),
        LogPath = head.LogFile,
        Root = head.Root,
    };

    /// <summary>The digest.</summary>
    public override string ToString() => Head;
}
