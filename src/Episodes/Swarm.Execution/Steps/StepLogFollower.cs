using System.Runtime.CompilerServices;

namespace Swarm.Execution.Steps;

/// <summary>Reads a step's log while it grows, in this process or another.</summary>
public static class StepLogFollower
{
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Yields the log's lines as they are appended: UTF-8 with bad bytes replaced, without their ends (LF or CRLF), a line of
    /// more than 65,536 characters in parts, the last line also without an end. A log that is not there yet is waited for.
    /// </summary>
    /// <param name="logPath">The log.</param>
    /// <param name="isFinished">Whether nothing will be appended any more: asked before each attempt to read on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static IAsyncEnumerable<string> FollowAsync(
        string logPath, Func<bool> isFinished, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(logPath);
        ArgumentNullException.ThrowIfNull(isFinished);
        return LinesAsync(logPath, isFinished, cancellationToken);
    }

    private static async IAsyncEnumerable<string> LinesAsync(string logPath, Func<bool> isFinished, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var lines in FollowAsync(logPath, isFinished, token => Task.Delay(PollInterval, token), cancellationToken))
        {
            foreach (var line in lines)
                yield return line;
        }
    }

    /// <summary>As the public method, with another way to wait for more, and as many lines at once as there are.</summary>
    /// <param name="logPath">The log.</param>
    /// <param name="isFinished">Whether nothing will be appended any more.</param>
    /// <param name="waitForMore">Waits until reading on may be worth it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal static async IAsyncEnumerable<IReadOnlyList<string>> FollowAsync(
        string logPath,
        Func<bool> isFinished,
        Func<CancellationToken, Task> waitForMore,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!File.Exists(logPath))
        {
            if (isFinished() && !File.Exists(logPath))
                yield break;

            await waitForMore(cancellationToken);
        }

        using var file = new FileStream(logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var splitter = new LineSplitter();
        var lines = new List<string>();
        var buffer = new byte[BufferSize];
        for (var finished = false; !finished;)
        {
            finished = isFinished();
            for (int count; (count = await file.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                splitter.Append(buffer.AsSpan(0, count), lines);
                if (lines.Count == 0)
                    continue;

                yield return lines;
                lines = [];
            }

            if (!finished)
                await waitForMore(cancellationToken);
        }

        splitter.Complete(lines);
        if (lines.Count > 0)
            yield return lines;
    }
}
