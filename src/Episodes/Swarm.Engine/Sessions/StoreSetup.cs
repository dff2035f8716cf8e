using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Engine.Configuration;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Sessions;

/// <summary>Makes keys and a store where there are none.</summary>
public static class StoreSetup
{
    /// <summary>Makes what is missing and tells what is there.</summary>
    /// <param name="options">What the face gives.</param>
    public static StoreInfo Ensure(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var home = new SwarmHome(options.ReadVariable);
        var profile = options.ProfileOf(home.Read());
        var clock = options.MakeClock();
        var root = RootFinder.Find(options);
        var layout = new StoreLayout(root);
        var presence = layout.Look();
        if (presence is StorePresence.Remains or StorePresence.Unreadable)
        {
            RootFinder.RequireStore(root, options);
        }

        var movedKeys = presence == StorePresence.None ? home.KeepKeysOutOf(layout.Folder) : null;
        var vault = options.OpenKeyVault();
        if (presence == StorePresence.Whole)
        {
            SessionKeys.Require(vault, profile, layout);
        }

        var hadKeys = vault.Exists(profile);
        var publicKeys = vault.Create(profile, options.Random);
        if (presence == StorePresence.None)
        {
            using var keys = new StoreKeys(vault, profile);
            CreateStore(root, keys, options, clock);
        }

        return new StoreInfo(
            root, layout.Folder, profile, publicKeys.VerificationKey.ToString(), publicKeys.Recipient.ToString(), presence == StorePresence.None, !hadKeys, movedKeys);
    }

    private static void CreateStore(string root, StoreKeys keys, SessionOptions options, RecordedClock clock)
    {
        try
        {
            Store.Create(root, keys, options.Random, clock, options.Cancellation);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.PathInvalid && new StoreLayout(root).Exists)
        {
            // Another process made it meanwhile, which is as good.
        }
    }
}
