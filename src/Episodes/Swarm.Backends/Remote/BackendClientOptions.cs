namespace Swarm.Backends.Remote;

/// <summary>How a client calls a service that runs things: its deadlines, repeats and waits.</summary>
public abstract record BackendClientOptions
{
    /// <summary>The clock that deadlines and waits follow.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long one call may take with all its attempts.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long one download may take with all its attempts.</summary>
    public TimeSpan DownloadDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The most attempts of a call that may be repeated.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long to look for the run of a dispatch whose answer did not tell it.</summary>
    public TimeSpan CorrelationPatience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The first wait between two looks at a run.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait between two looks at a run.</summary>
    public TimeSpan LongestPollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Is told of each exchange in one line: method, address without query, status, duration. Never a secret.</summary>
    public Action<string>? Trace { get; init; }
}
