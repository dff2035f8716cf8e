using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Commands;

/// <summary>
/// What all cmdlets share: the store that they work on, errors an item, and an end that is awaited: when the pipeline
/// stops, for whatever reason, nothing that a cmdlet began is left running.
/// </summary>
public abstract class SwarmCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly SessionCache _sessions = new();
    private bool _disposed;

    /// <summary>
    /// The folder that holds the store. By default it is the one of the object that is piped in, else the nearest folder
    /// at or above the current location that has a store, else the current location.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken Cancellation => _cancellation.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(target: null, Begin, ThrowTerminatingError);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Target, Process, WriteError);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(target: null, Finish, WriteError);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended meanwhile.
        }
    }

    /// <summary>What an error of the current item concerns.</summary>
    protected virtual object? Target => null;

    /// <summary>Checks what all items share; an error here ends the command.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Does the work for one item.</summary>
    protected abstract void Process();

    /// <summary>Does what is left after the last item.</summary>
    protected virtual void Finish()
    {
    }

    /// <summary>Does a part of the work; where it fails, an error is written and the rest goes on.</summary>
    /// <param name="target">What an error concerns.</param>
    /// <param name="action">The part.</param>
    protected void Try(object? target, Action action) => Guard(target, action, WriteError);

    /// <summary>Lets go of everything.</summary>
    /// <param name="disposing">Whether it is called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cancellation.Cancel();
            _sessions.Dispose();
            _cancellation.Dispose();
        }
    }

    /// <summary>Makes a path of the user's absolute: from the current location, with drives and <c>~</c>.</summary>
    /// <param name="path">The path.</param>
    protected string ResolvePath(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return string.Equals(provider.Name, "FileSystem", StringComparison.Ordinal)
            ? resolved
            : throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is a path of the {provider.Name} provider: name a file or folder.");
    }

    /// <summary>What the engine gets from this cmdlet.</summary>
    /// <param name="item">The object that the cmdlet works on, whose store wins over the default; null where there is none.</param>
    protected SessionOptions MakeOptions(SwarmNodeReference? item = null)
    {
        return new SessionOptions
        {
            Root = (Root ?? item?.Root) is { } root ? ResolvePath(root) : null,
            CurrentFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            PowerShellPath = FindPowerShell(),
            SecretVaults = new SecretVaults(),
            Cancellation = Cancellation,
        };
    }

    /// <summary>Opens the store that an item lies in, or the default one. It stays open until the command ends.</summary>
    /// <param name="item">The object that the cmdlet works on; null where there is none.</param>
    protected SwarmSession OpenSession(SwarmNodeReference? item = null) => _sessions.Get(MakeOptions(item), create: false);

    /// <summary>As <see cref="OpenSession"/>, and makes keys and store where there are none.</summary>
    protected SwarmSession OpenOrCreateSession() => _sessions.Get(MakeOptions(), create: true);

    /// <summary>The node that a reference names, as the engine understands it.</summary>
    /// <param name="reference">The reference.</param>
    protected static NodeReference NodeOf(SwarmNodeReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new NodeReference(reference.Text);
    }

    // This PowerShell's own program: beside its assemblies, or, where it was installed as a .NET tool, the one that runs.
    private string? FindPowerShell()
    {
        var name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return new[] { Path.Combine((string)SessionState.PSVariable.GetValue("PSHOME"), name), Environment.ProcessPath }.FirstOrDefault(
            path => File.Exists(path) && string.Equals(Path.GetFileName(path), name, StringComparison.OrdinalIgnoreCase));
    }

    private void Guard(object? target, Action action, Action<ErrorRecord> report)
    {
        try
        {
            action();
        }
        catch (SwarmException exception) when (!Stopping)
        {
            report(CommandErrors.From(exception, target));
        }
        catch (Exception exception) when (Stopping && exception is OperationCanceledException or SwarmException)
        {
            throw new PipelineStoppedException();
        }
    }
}
