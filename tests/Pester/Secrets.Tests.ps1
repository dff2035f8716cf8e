BeforeDiscovery {
    $hasVaults = [bool](Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement)
    if (-not $hasVaults) { Write-Warning 'SecretManagement is not here: what is about its vaults is skipped. Install-PSResource Microsoft.PowerShell.SecretManagement' }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $seed = 'a seed of more than sixteen bytes'
    $canary = 'canary-0123456789-canary'
}
AfterAll { Exit-Scene }

Describe 'A secret that is given' {
    It 'is a SecureString or the password of a credential: both mean the same' {
        $secure = [System.Net.NetworkCredential]::new('', $seed).SecurePassword
        $first = Start-SwarmRun -Label secure -Deterministic -Seed $secure { 'x' > x.txt }
        $second = Start-SwarmRun -Label secure -Deterministic -Seed ([pscredential]::new('nobody', $secure)) { 'x' > x.txt } -ErrorVariable failure -ErrorAction SilentlyContinue
        $first.Status | Should -Be succeeded
        # The same seed gives the same node, which is there already.
        @($second.NodeId) + @($failure.ForEach{ "$_" }) -join ' ' | Should -Match $first.NodeId
    }

    It 'is not repeated where it is given as plain text: to <Name>' -ForEach @(
        @{ Name = 'Start-SwarmRun -Seed'; Call = { Start-SwarmRun -Deterministic -Seed $canary { 'x' } } }
        @{ Name = 'Wait-SwarmRun -Token'; Call = { Receive-SwarmRun run-0 -Token $canary } }
        @{ Name = 'Save-SwarmBundle -Token'; Call = { Save-SwarmBundle gh-blob://a/b/c x.age -Token $canary } }
        @{ Name = 'Save-SwarmBundle -Credential'; Call = { Save-SwarmBundle s3://bucket/name x.age -Credential $canary } }
        @{ Name = 'a number'; Call = { Save-SwarmBundle gh-blob://a/b/c x.age -Token 4711471147114711 } }
    ) {
        $failure = $null
        try { & $Call } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        foreach ($text in $failure.Exception.Message, $failure.Exception.ToString(), ($failure | Select-Object TargetObject, CategoryInfo, ErrorDetails | Out-String)) {
            $text | Should -Not -Match $canary
            $text | Should -Not -Match 4711471147114711
        }
    }
}

Describe 'A vault of SecretManagement' -Skip:(-not $hasVaults) {
    BeforeAll {
        # Another process: SecretManagement keeps its list of vaults for as long as one runs, in the user's own folder.
        function Invoke-WithVault([string] $Text) {
            $before = $env:HOME
            if (-not $IsWindows) { $env:HOME = (New-Item -ItemType Directory -Force user).FullName }
            New-Item -ItemType Directory -Force secrets, others | Out-Null
            $name = "swarm-test-$([guid]::NewGuid().ToString('N')[0..7] -join '')"
            try {
                Invoke-OtherShell @"
                    `$ErrorActionPreference = 'Stop'
                    `$WarningPreference = 'SilentlyContinue'
                    Import-Module `$env:SWARM_TEST_MODULE
                    `$vault, `$other = '$name', '$name-other'
                    Register-SecretVault -Name `$vault -ModuleName '$(Join-Path $PSScriptRoot TestVault)' -VaultParameters @{ Path = '$((Resolve-Path secrets).ProviderPath)' }
                    Register-SecretVault -Name `$other -ModuleName '$(Join-Path $PSScriptRoot TestVault)' -VaultParameters @{ Path = '$((Resolve-Path others).ProviderPath)' }
                    try { $Text } finally { Unregister-SecretVault `$vault, `$other }
"@ | Where-Object { "$_" }
            }
            finally { $env:HOME = $before }
        }
    }

    It 'holds the keys of a profile, and every cmdlet works with them' {
        $said = Invoke-WithVault '
            $key = New-SwarmKey guarded -Vault $vault
            "vault: $($key.Vault -eq $vault), $((Get-SwarmKey guarded).Vault -eq $vault)"
            Set-SwarmConfiguration profile guarded
            $run = Start-SwarmRun -Workspace ./repo -Label vaulted { "x" > x.txt }
            "valid: $(($run | Test-SwarmCertificate).IsValid)"
            "resumed: $((Resume-SwarmRun vaulted { "y" > y.txt }).Status)"
            "parallel: $((1..2 | ForEach-Object -Parallel { Import-Module $env:SWARM_TEST_MODULE; Copy-SwarmRun vaulted -Label "fork-$_" | Resume-SwarmRun { "z" > z.txt } }).Status)"
            "doctor: $((Test-SwarmEnvironment | Where-Object Name -EQ keys).Status)"'
        $said | Should -Be 'vault: True, True', 'valid: True', 'resumed: succeeded', 'parallel: succeeded succeeded', 'doctor: passed'
        Get-ChildItem (Join-Path $env:SWARM_HOME keys guarded) | ForEach-Object Name | Sort-Object | Should -Be public.json, vault.json
        Get-ChildItem secrets/*.xml | Should -HaveCount 1
        Get-Content (Join-Path $env:SWARM_HOME keys guarded *) -Raw | Should -Not -Match 'SECRET-KEY|ed25519-secret'
    }

    It 'is named where it is locked, or not there, and no key is made in its place' {
        $said = Invoke-WithVault '
            Set-Content ./secrets/locked "x"
            try { Start-SwarmRun -Label locked { "x" } } catch { $_.FullyQualifiedErrorId; "$_" }
            Remove-Item ./secrets/locked
            try { New-SwarmKey nowhere -Vault not-there } catch { $_.FullyQualifiedErrorId; "$_" }
            "keys: $((Get-SwarmKey).Name)"'
        $said[0] | Should -BeLike 'SwarmKeyInvalid,*'
        $said[1] | Should -Match 'is locked'
        $said[2] | Should -BeLike 'SwarmKeyInvalid,*'
        $said[3] | Should -Match 'not-there'
        $said[4] | Should -Be 'keys: guarded'
    }

    It 'makes no key with -WhatIf' {
        Invoke-WithVault 'New-SwarmKey another -Vault $vault -WhatIf | Out-Null; "keys: $((Get-SwarmKey).Name)"' | Select-Object -Last 1 | Should -Be 'keys: guarded'
        Get-ChildItem secrets/*.xml | Should -HaveCount 1
    }

    It 'cannot be opened by the command, which says so' {
        $said = Invoke-OtherShell 'exit 0'
        $command = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Cli * swarm.dll) -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
        if (-not $command) { Set-ItResult -Skipped -Because 'the command was not built'; return }
        $said = dotnet exec $command.FullName run launch --label other -- dotnet --version 2>&1 | Out-String
        $LASTEXITCODE | Should -Not -Be 0
        $said | Should -Match 'only PowerShell can open'
    }

    It 'gives a secret by its name, and by its vault and name' {
        $said = Invoke-WithVault ('
            $env:SWARM_HOME = "$PWD/home-of-names"
            Set-Secret -Vault $vault -Name Seed -Secret "' + $seed + '"
            "by name: $((Start-SwarmRun -Root (New-Item -ItemType Directory a).FullName -Label named -Deterministic -Seed Seed { "x" }).Status)"
            Set-Secret -Vault $other -Name Seed -Secret "another seed of more than sixteen bytes"
            try { Start-SwarmRun -Root (New-Item -ItemType Directory b).FullName -Label named -Deterministic -Seed Seed { "x" } } catch { "$_" }
            "by both: $((Start-SwarmRun -Root (New-Item -ItemType Directory c).FullName -Label named -Deterministic -Seed "$vault/Seed" { "x" }).Status)"
            Set-Secret -Vault $vault -Name Table -Secret @{ a = 1 }
            try { Start-SwarmRun -Label named -Deterministic -Seed Table { "x" } } catch { "$_" }
            try { Start-SwarmRun -Label named -Deterministic -Seed "See*" { "x" } } catch { "$_" }')
        $said[0] | Should -Be 'by name: succeeded'
        $said[1] | Should -Match "all have a secret of that name: write the vault's name"
        $said[2] | Should -Be 'by both: succeeded'
        $said[3] | Should -Match 'neither a text nor a credential'
        $said[4] | Should -Match 'no wildcards'
    }

    It 'gives a credential by its name' {
        $said = Invoke-WithVault '
            $env:AWS_ENDPOINT_URL_S3 = "http://127.0.0.1:1"
            Set-Secret -Vault $vault -Name Bucket -Secret ([pscredential]::new("id-of-the-key", (ConvertTo-SecureString word-of-the-key -AsPlainText -Force)))
            try { Save-SwarmBundle s3://some-bucket/name ./s3.age -Credential Bucket } catch { $_.FullyQualifiedErrorId; "$_" }'
        # The credential was taken: what fails is the server that is not there.
        $said[0] | Should -BeLike 'SwarmBundleStore*'
        "$said" | Should -Not -Match 'word-of-the-key'
    }

    It 'is completed' {
        $said = Invoke-WithVault '
            "secrets: $((TabExpansion2 "Start-SwarmRun -Seed Ta" -cursorColumn 23).CompletionMatches.CompletionText)"
            "of both: $((TabExpansion2 "Start-SwarmRun -Seed Se" -cursorColumn 23).CompletionMatches.CompletionText -replace "swarm-test-[0-9a-f]+")"
            "vaults: $((TabExpansion2 "New-SwarmKey -Vault swarm-test" -cursorColumn 30).CompletionMatches.Count -ge 2)"'
        $said[0] | Should -Be 'secrets: Table'
        $said[1] | Should -Be 'of both: /Seed -other/Seed'
        $said[2] | Should -Be 'vaults: True'
    }
}
