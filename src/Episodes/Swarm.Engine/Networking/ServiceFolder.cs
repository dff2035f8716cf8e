using System.Diagnostics;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Core.Locks;

namespace Swarm.Engine.Networking;

/// <summary>
/// The folder of a service: a lock that it holds as long as it serves, a file that tells what it does, and a file by which another
/// process asks it to stop. No signal is sent to a number that another process may have by now.
/// </summary>
internal sealed class ServiceFolder(string path, NetworkServiceKind kind, string name)
{
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HoldPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    public string Path => path;

    public string Name => name;

    /// <summary>Where a broker's key lies.</summary>
    public string KeyFile => At("key");

    private string StateFile => At("state.json");

    private string StopFile => At("stop");

    private string LockFile => At("lock");

    private string What => kind == NetworkServiceKind.Broker ? $"broker '{name}'" : $"provider '{name}'";

    /// <summary>The service, where one serves; null where none does.</summary>
    public NetworkService? Current
    {
        get
        {
            try
            {
                return IsHeld && File.Exists(StateFile)
                    ? StrictJson.Parse(BoundedFile.Read(StateFile, MostBytes, "service's file"), NetworkJson.Default.NetworkService, "service's file", MostBytes)
                    : null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
                return null;
            }
        }
    }

    /// <summary>Holds the service's name until the lock is disposed of; the system lets go with the process.</summary>
    /// <exception cref="SwarmException">Another process serves under it (<c>SPEC_INVALID</c>).</exception>
    public FileLock Hold()
    {
        // Somebody who only looks holds it for a moment too.
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            if (FileLock.TryTake(LockFile, isExclusive: true) is { } held)
            {
                FileLock.Prove(LockFile);
                File.Delete(StopFile);
                File.Delete(StateFile);
                return held;
            }

            if (waited >= HoldPatience)
            {
                throw new SwarmException(ErrorCode.SpecInvalid, $"The {What} serves already: stop it first, or give this one another name.");
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Tells others what the service does.</summary>
    public void Write(NetworkService service)
    {
        var temporary = At($"state.{Environment.ProcessId}.tmp");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(service, NetworkJson.Default.NetworkService));
        File.Move(temporary, StateFile, overwrite: true);
    }

    /// <summary>Takes back what <see cref="Write"/> told.</summary>
    public void Clear()
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        File.Delete(StateFile);
        File.Delete(StopFile);
    }

    /// <summary>The patience that another process asked to stop with; null where none did. None where the folder is gone: nobody finds the service any more.</summary>
    public TimeSpan? ReadStop()
    {
        if (!File.Exists(LockFile))
        {
            return TimeSpan.Zero;
        }

        try
        {
            return !File.Exists(StopFile) ? null
                : double.TryParse(File.ReadAllText(StopFile), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
                    ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue / 1000)) : TimeSpan.Zero;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Asks the service to stop, and waits until it has.</summary>
    /// <param name="patience">How long its streams may go on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SwarmException">It does not end (<c>ROUTE_UNAVAILABLE</c>).</exception>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        const int Slack = 10;
        var service = Current;
        DurableFile.Write(StopFile, System.Text.Encoding.ASCII.GetBytes(patience.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds + (Slack * 1000);
        while (IsHeld)
        {
            if (Environment.TickCount64 > deadline)
            {
                EndByForce(service);
                return;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        Clear();
    }

    // A process that serves and does not listen any more is ended, where it surely is that one.
    private void EndByForce(NetworkService? service)
    {
        try
        {
            using var process = Process.GetProcessById(service?.ProcessId ?? -1);
            if ((new DateTimeOffset(process.StartTime) - service!.ProcessStartedAt).Duration() < StartTolerance)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                Clear();
                return;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is told below.
        }

        throw new SwarmException(ErrorCode.RouteUnavailable, $"The {What} does not stop, and its process cannot be told: end what holds '{LockFile}'.");
    }

    private bool IsHeld
    {
        get
        {
            try
            {
                // Shared: those who look do not stand in each other's way.
                using var look = FileLock.TryTakeExisting(LockFile, isExclusive: false);
                return look is null;
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    private string At(string file) => System.IO.Path.Combine(path, file);
}
