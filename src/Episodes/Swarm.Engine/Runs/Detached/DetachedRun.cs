using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Runs.Detached;

/// <summary>
/// A run that goes on in a process of its own, whatever becomes of the one that asked for it. That process holds the run's locks and
/// ends its step as any other does; it is followed, waited for and cancelled like a run of any other process.
/// </summary>
public static class DetachedRun
{
    private const int MostErrorCharacters = 4096;

    /// <summary>Starts a process for the run and waits until the run has begun.</summary>
    /// <param name="session">The store.</param>
    /// <param name="request">The run.</param>
    /// <param name="program">What to start.</param>
    /// <param name="cancellationToken">Ends the wait, and the process with it.</param>
    /// <returns>The run's id.</returns>
    internal static async Task<string> StartAsync(SwarmSession session, RunRequest request, DetachedProgram program, CancellationToken cancellationToken)
    {
        var nodeId = request.Node is { } node ? NodeResolver.Resolve(session.Store, node).NodeId : null;
        using var process = Start(program, session.Options.CurrentFolder);
        try
        {
            var errors = ReadErrorsAsync(process.StandardError);
            await WriteAsync(process, JsonSerializer.SerializeToUtf8Bytes(DetachedRequest.From(session, request, nodeId), DetachedJson.Default.DetachedRequest), cancellationToken);
            return await ReadAnswerAsync(process, errors, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs, in the process that was started for it, what was handed over.</summary>
    /// <param name="options">What the face gives; store, folder and profile are those of the request.</param>
    /// <param name="request">The line that was handed over.</param>
    /// <param name="answer">Takes the line that is the answer, once the run has begun or could not.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task ExecuteAsync(SessionOptions options, string request, Action<string> answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(answer);
        var hasAnswered = false;
        try
        {
            Detachment.Leave();
            var asked = JsonSerializer.Deserialize(request, DetachedJson.Default.DetachedRequest) ?? throw new JsonException("It is null.");
            using var session = SwarmSession.Open(options with { Root = asked.Root, CurrentFolder = asked.CurrentFolder, Profile = asked.Profile });
            await session.Runs.RunAsync(asked.ToRun(id => Answer(new DetachedAnswer { RunId = id })), cancellationToken);
        }
        catch (Exception exception) when (!hasAnswered)
        {
            var known = exception as SwarmException;
            Answer(new DetachedAnswer { ErrorCode = (known?.ErrorCode ?? ErrorCode.Unexpected).Name, Message = exception.Message });
        }
        catch (Exception exception) when (exception is SwarmException or OperationCanceledException)
        {
            // The run has begun, and its record says how it ended.
        }

        void Answer(DetachedAnswer given)
        {
            hasAnswered = true;
            answer(JsonSerializer.Serialize(given, DetachedJson.Default.DetachedAnswer));
        }
    }

    private static Process Start(DetachedProgram program, string folder)
    {
        var start = new ProcessStartInfo(program.Program, program.Arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new SwarmException(ErrorCode.Unexpected, $"The process of the run, '{program.Program}', could not be started: {exception.Message} Run it without going into the background.", exception);
        }
    }

    private static async Task WriteAsync(Process process, byte[] line, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(line, cancellationToken);
            await process.StandardInput.BaseStream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; what it says tells why.
        }
        finally
        {
            Array.Clear(line);
        }
    }

    private static async Task<string> ReadAnswerAsync(Process process, Task<string> errors, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith('{'))
            {
                continue;
            }

            var answer = JsonSerializer.Deserialize(line, DetachedJson.Default.DetachedAnswer)!;
            return answer.RunId ?? throw new SwarmException(ErrorCode.Find(answer.ErrorCode!), answer.Message!);
        }

        await process.WaitForExitAsync(cancellationToken);
        var text = (await errors).ReplaceLineEndings(" ").Trim();
        throw new SwarmException(
            ErrorCode.Unexpected, $"The process of the run ended before the run began (exit code {process.ExitCode}){(text.Length > 0 ? ": " + text : ".")} Run it without going into the background to see why.");
    }

    private static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        try
        {
            for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
            {
                text.Append(buffer, 0, Math.Min(count, MostErrorCharacters - text.Length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Nobody listens any more once the run has begun.
        }

        return text.ToString();
    }
}
