namespace Swarm.Execution.Steps;

/// <summary>A step that runs, with everything that it starts.</summary>
internal interface IStepTree : IDisposable
{
    /// <summary>What it writes, each to be read to its end.</summary>
    IReadOnlyList<Stream> Outputs { get; }

    /// <summary>Ends when no process of it is left.</summary>
    Task<StepEnd> Ended { get; }

    /// <summary>Has it end; repeating it changes nothing.</summary>
    void End();
}
