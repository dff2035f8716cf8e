namespace Swarm.PowerShell.Runs;

/// <summary>The parameter sets of launching and resuming.</summary>
internal static class StepSets
{
    /// <summary>A script block; for a run from a node, with the node from the pipeline.</summary>
    public const string Block = "Block";

    /// <summary>A node and a script block, both by position.</summary>
    public const string NodeAndBlock = "NodeAndBlock";

    /// <summary>A script file.</summary>
    public const string File = "File";

    /// <summary>A program.</summary>
    public const string Command = "Command";
}
