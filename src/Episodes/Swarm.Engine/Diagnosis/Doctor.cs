using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Locks;
using Swarm.Cryptography;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Execution.Confinement;
using Swarm.Execution.Scripts;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Diagnosis;

/// <summary>Checks what Swarm needs of a machine, and says what to do about each gap.</summary>
public static class Doctor
{
    private const long FewestFreeBytes = 1L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes all checks. Nothing is changed.</summary>
    /// <param name="options">What the face gives.</param>
    public static IReadOnlyList<DoctorCheck> Run(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var home = new SwarmHome(options.ReadVariable);
        return
        [
            new DoctorCheck("version", DoctorStatus.Ok, $"Swarm {SessionOptions.Version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}", null),
            CheckCryptography(),
            Guard("configuration", "Mend the file or remove it.", () => $"{home.Read() switch { _ => home.ConfigurationFile }}{(File.Exists(home.ConfigurationFile) ? string.Empty : " is not there: defaults hold")}"),
            CheckKeys(options, home),
            CheckStore(options),
            Guard("work folder", "Free some room, or set 'work_folder' to a disk that has some.", () => DescribeWorkFolder(home)),
            Guard("locks", "Set 'work_folder' to a disk of this machine, or mount that file system with locks.", () => ProveLocks(home)),
            CheckConfinement(),
            CheckProgram("git", ["git", "--version"], "Install git: the quick start needs it, and most workspaces use it."),
            CheckProgram(PowerShellProgram.Name, [.. PowerShellProgram.CommandOf(options.PowerShellPath ?? PowerShellProgram.Name), "-Version"], "Install PowerShell 7.6 or later: script block steps need it, programs do not."),
            CheckProgram("age", ["age", "--version"], "Install age to open bundles without Swarm; Swarm itself does not need it."),
        ];
    }

    /// <summary>Makes all checks of this machine, and those of a backend. Nothing is changed.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="backend">The backend; null for this machine alone.</param>
    /// <param name="cancellationToken">Ends the calls of the backend.</param>
    public static async Task<IReadOnlyList<DoctorCheck>> RunAsync(SessionOptions options, BackendCheckRequest? backend, CancellationToken cancellationToken)
    {
        var checks = Run(options);
        return backend is null ? checks : [.. checks, .. await BackendDoctor.RunAsync(options, backend, cancellationToken)];
    }

    private static DoctorCheck CheckCryptography()
    {
        const string Name = "cryptography";
        return AesGcm.IsSupported
            ? Guard(Name, "Do what the message says.", () => SodiumLibrary.Require() ? "AES-GCM of the system; Ed25519, X25519 and ChaCha20-Poly1305 of libsodium" : string.Empty)
            : new DoctorCheck(Name, DoctorStatus.Failed, "the system lacks AES-GCM", CryptographyRemedy);
    }

    // .NET takes AES-GCM from Windows and macOS themselves, elsewhere from OpenSSL.
    private static string CryptographyRemedy =>
        OperatingSystem.IsWindows() ? "Update Windows."
        : OperatingSystem.IsMacOS() ? "Update macOS."
        : "Install the system's current OpenSSL.";

    private static DoctorCheck CheckConfinement() => ConfinementSupport.Find() is { Obstacle: { } obstacle }
        ? new DoctorCheck("sandbox", DoctorStatus.Warning, $"no step can be confined here: {obstacle}", "Runs that need no sandbox go on without one; for others do what the message says.")
        : new DoctorCheck("sandbox", DoctorStatus.Ok, $"steps can be confined, by {ConfinementSupport.Find().Method.ToString()!.ToLowerInvariant()}", null);

    private static DoctorCheck CheckKeys(SessionOptions options, SwarmHome home)
    {
        const string Name = "keys";
        try
        {
            var profile = options.ProfileOf(home.Read());
            var vault = options.OpenKeyVault();
            if (!vault.Exists(profile))
            {
                return DescribeMissing(options, vault, profile);
            }

            using var signing = vault.OpenOperator(profile);
            using var sealing = vault.OpenSealing(profile);
            return new DoctorCheck(Name, DoctorStatus.Ok, $"'{profile}' signs as {signing.PublicKey}", null);
        }
        catch (SwarmException exception)
        {
            return new DoctorCheck(Name, DoctorStatus.Failed, exception.Message, "Do what the message says, or restore the keys from a backup (docs/backup.md).");
        }
    }

    /// <summary>A store that is there needs its own keys: new ones would open nothing of it.</summary>
    private static DoctorCheck DescribeMissing(SessionOptions options, KeyVault vault, string profile)
    {
        if (new StoreLayout(RootFinder.Find(options)) is var layout && layout.Look() is StorePresence.Whole or StorePresence.Remains)
        {
            SessionKeys.Require(vault, profile, layout);
        }

        return new DoctorCheck("keys", DoctorStatus.Warning, $"there are no keys '{profile}' in '{vault.Folder}' yet", "The first launch makes them, or 'swarm init'.");
    }

    private static DoctorCheck CheckStore(SessionOptions options)
    {
        const string Name = "store";
        try
        {
            var root = RootFinder.Find(options);
            if (new StoreLayout(root).Look() == StorePresence.None)
            {
                return new DoctorCheck(Name, DoctorStatus.Warning, $"there is none under '{root}' or above it", "The first launch makes one, or 'swarm init'.");
            }

            using var session = SwarmSession.Open(options);
            session.Store.RequireReady(parent: null);
            return new DoctorCheck(Name, DoctorStatus.Ok, $"'{root}' has {session.Nodes.List().Count} nodes", null);
        }
        catch (SwarmException exception)
        {
            var isDamaged = exception.ErrorCode == ErrorCode.StoreDamaged;
            return new DoctorCheck(Name, DoctorStatus.Failed, exception.Message, isDamaged ? "Run 'swarm store check' to see everything that is wrong." : "Do what the message says.");
        }
    }

    private static string DescribeWorkFolder(SwarmHome home)
    {
        var folder = home.Read().WorkFolder!;
        DurableFile.CreateDirectory(folder);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= FewestFreeBytes ? $"'{folder}', {free >> 30} GiB free" : throw new SwarmException(ErrorCode.StoreUnwritable, $"'{folder}' has only {free >> 20} MiB free.");
    }

    // The store's own locks are proven whenever it is opened.
    private static string ProveLocks(SwarmHome home)
    {
        var folder = home.Read().WorkFolder!;
        var file = Path.Combine(folder, $"probe-{Guid.NewGuid():N}{OwnerFile.Extension}");
        try
        {
            using var owner = OwnerFile.Create(file);
            owner.Delete();
            return $"a second holder is refused in '{folder}'";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(file, exception);
        }
    }

    private static DoctorCheck CheckProgram(string name, IReadOnlyList<string> command, string remedy)
    {
        if ((Path.IsPathFullyQualified(command[0]) ? command[0] : ProgramSearch.Find(command[0])) is not { } program)
        {
            return new DoctorCheck(name, DoctorStatus.Warning, "it is not to be found", remedy);
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var text = process.StandardOutput.ReadLineAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return new DoctorCheck(name, DoctorStatus.Warning, "it does not answer", remedy);
            }

            return new DoctorCheck(name, DoctorStatus.Ok, text.GetAwaiter().GetResult() ?? command[0], null);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            return new DoctorCheck(name, DoctorStatus.Warning, $"'{program}' cannot be run: {exception.Message}", remedy);
        }
    }

    private static DoctorCheck Guard(string name, string remedy, Func<string> look)
    {
        try
        {
            return new DoctorCheck(name, DoctorStatus.Ok, look(), null);
        }
        catch (SwarmException exception)
        {
            return new DoctorCheck(name, DoctorStatus.Failed, exception.Message, remedy);
        }
    }
}
