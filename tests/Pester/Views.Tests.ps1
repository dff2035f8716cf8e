BeforeDiscovery {
    $modulePath = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    Import-Module $modulePath
    $records = (Get-Command Get-SwarmRun).ImplementingType.Assembly.GetExportedTypes() | Where-Object Namespace -EQ 'Swarm.PowerShell.Records'
    $types = $records | ForEach-Object { @{ Type = $_.FullName; Name = $_.Name } }
    $outputs = (Get-Command -Module Swarm -CommandType Cmdlet).OutputType.Name | Where-Object { $_ -like 'Swarm.*' } | Sort-Object -Unique
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    . (Join-Path $PSScriptRoot Gallery.ps1)
    Enter-Scene
    $gallery = New-Gallery
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $escape = [string][char]27
}
AfterAll {
    $PSStyle.OutputRendering = $rendering
    Exit-Gallery
    Exit-Scene
}

Describe 'The types that cmdlets give' {
    It 'are all records that these tests know: <_>' -ForEach $outputs { $gallery.Contains($_) | Should -BeTrue }
}

Describe '<Name>' -ForEach $types {
    BeforeAll { $objects = $gallery[$Type] }

    It 'is in the gallery' { $objects | Should -Not -BeNullOrEmpty }

    It 'says as a text what it is' {
        foreach ($object in $objects) {
            "$object" | Should -Not -BeNullOrEmpty
            "$object" | Should -Not -Match "^$([regex]::Escape($Type))|^$Name \{"
        }
    }

    It 'has a display set and a key set of its own properties' {
        foreach ($set in 'DefaultDisplayPropertySet', 'DefaultKeyPropertySet') {
            $names = $objects[0].PSStandardMembers.$set.ReferencedPropertyNames
            $names | Should -Not -BeNullOrEmpty -Because $set
            $names | Where-Object { -not $objects[0].PSObject.Properties[$_] } | Should -BeNullOrEmpty
        }
    }

    It 'is shown in <_> columns, without a name of a type' -ForEach 80, 120, 200 {
        $lines = ($objects | Out-String -Width $_) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
        $lines -match 'Swarm\.PowerShell|System\.' | Should -BeNullOrEmpty
        # A column that is squeezed writes its name downwards.
        $lines -match '^\s{20,}\S$' | Should -BeNullOrEmpty
        ($lines -join '').Trim() | Should -Not -BeNullOrEmpty
    }

    It 'is a list of several values with Format-List' {
        $text = $objects[0] | Format-List | Out-String -Width 200
        @($text -split '\r?\n' -match '^\w[\w ]*\s*: ').Count | Should -BeGreaterThan 1
        $text | Should -Not -Match 'Swarm\.PowerShell|System\.(Collections|String)'
    }

    It 'has no colour in plain output, in a variable or in a file' {
        foreach ($plain in 'PlainText', 'Host') {
            $PSStyle.OutputRendering = $plain
            $objects | Out-String | Should -Not -Match $escape
            $objects | Format-List | Out-String | Should -Not -Match $escape
            $objects > out.txt
            Get-Content -Raw out.txt | Should -Not -Match $escape
            $PSStyle.OutputRendering = 'PlainText'
        }
    }
}

Describe 'Tables' {
    It 'show ids that name what they stand for' {
        $text = Get-SwarmNode base | Out-String -Width 80
        $shown = [regex]::Match($text, 'node-\w+').Value
        (Get-SwarmNode $shown).NodeId | Should -Be (Get-SwarmNode base).NodeId
        $text = Get-SwarmRun | Out-String -Width 80
        $ids = [regex]::Matches($text, 'run-\w+').Value
        $ids | ForEach-Object { (Get-SwarmRun $_).RunId } | Should -Be (Get-SwarmRun).RunId
    }

    It 'show every status whole in 80 columns' {
        $text = $gallery['Swarm.PowerShell.Records.SwarmRun'] | Out-String -Width 80
        $text | Should -Match '\bsucceeded\b.*\n.*\bstep_failed\b'
        $text | Should -Match 'Time\s*\r?\n'
        $text | Should -Match '\d s\s*\r?\n'
    }

    It 'show sizes and times for people' {
        $gallery['Swarm.PowerShell.Records.SwarmBundle'] | Out-String | Should -Match 'Size\s+: [\d.,]+ KB'
        $gallery['Swarm.PowerShell.Records.SwarmPolicy'] | Out-String | Should -Match 'MemoryLimit\s+: 1 GB'
        $created = (Get-SwarmNode base).CreatedAt.LocalDateTime
        Get-SwarmNode base | Out-String -Width 80 | Should -Match $created.ToString('yyyy-MM-dd HH:mm')
    }

    It 'have wide forms of what has a short name' {
        Get-SwarmNode | Format-Wide | Out-String -Width 80 | Should -Match 'base node-\w{8}\b'
        Get-SwarmRun | Format-Wide | Out-String -Width 80 | Should -Match 'failed run-\w{8}\b'
        Get-SwarmKey | Format-Wide | Out-String -Width 80 | Should -Match '(?m)^default\s'
    }

    It 'write the first row before the last object is made' {
        $seen = [System.Collections.Generic.List[string]]::new()
        & { $gallery['Swarm.PowerShell.Records.SwarmRun'][0]; $seen.Add('made'); $gallery['Swarm.PowerShell.Records.SwarmRun'][1] } | Out-String -Stream | ForEach-Object { if ($_ -match 'run-') { $seen.Add('shown') } }
        $seen | Should -Be shown, made, shown
    }
}

Describe 'Colours' {
    AfterEach { $PSStyle.OutputRendering = 'PlainText' }

    It 'mark status, verdict and difference where output renders them' {
        $PSStyle.OutputRendering = 'Ansi'
        $good = [regex]::Escape($PSStyle.Foreground.Green)
        $bad = [regex]::Escape($PSStyle.Formatting.Error)
        $gallery['Swarm.PowerShell.Records.SwarmRun'] | Out-String | Should -Match "${good}succeeded"
        $gallery['Swarm.PowerShell.Records.SwarmRun'] | Out-String | Should -Match "${bad}step_failed"
        $gallery['Swarm.PowerShell.Records.SwarmVerdict'] | Out-String | Should -Match "${good}True.*${escape}(.|\n)*${bad}False"
        $gallery['Swarm.PowerShell.Records.SwarmRunReceipt'] | Out-String | Should -Match "${bad}denied"
        $gallery['Swarm.PowerShell.Records.SwarmFileDifference'] | Out-String | Should -Match "$([regex]::Escape($PSStyle.Formatting.Warning))changed"
        $gallery['Swarm.PowerShell.Records.SwarmHead'] | Out-String -Width 200 | Should -Match "${escape}\[33msha256:"
    }

    It 'are those of the user''s own theme' {
        $before = $PSStyle.Formatting.Error
        try {
            $PSStyle.Formatting.Error = $PSStyle.Foreground.Magenta
            $PSStyle.OutputRendering = 'Ansi'
            $gallery['Swarm.PowerShell.Records.SwarmRun'] | Out-String | Should -Match "$([regex]::Escape($PSStyle.Foreground.Magenta))step_failed"
        }
        finally {
            $PSStyle.Formatting.Error = $before
        }
    }

    # What a PowerShell writes to a pipe of its process it decorates itself, tables' headers too, unless NO_COLOR is set.
    It 'are in no file and no transcript of another PowerShell<Because>' -ForEach @(@{ Because = ''; Plain = $null }, @{ Because = ' that has NO_COLOR, and not in its output'; Plain = '1' }) {
        $env:NO_COLOR = $Plain
        try {
            $output = Invoke-OtherShell 'Import-Module $env:SWARM_TEST_MODULE
                Start-Transcript ./shown.txt | Out-Null
                Get-SwarmRun; Get-SwarmRun failed | Format-List; Get-SwarmNode | Test-SwarmCertificate; Get-SwarmHead
                Get-SwarmRun > redirected.txt
                Stop-Transcript | Out-Null'
        }
        finally {
            $env:NO_COLOR = $null
        }

        "$output" | Should -Match 'step_failed'
        if ($Plain) { "$output" | Should -Not -Match $escape }

        Get-Content -Raw redirected.txt | Should -Match 'step_failed'
        Get-Content -Raw redirected.txt | Should -Not -Match $escape
        Get-Content -Raw shown.txt | Should -Match 'step_failed'
        Get-Content -Raw shown.txt | Should -Not -Match $escape
    }
}

Describe 'Views' {
    It 'are the same where the language is constrained, also of objects that were kept in a file' {
        $kept = Join-Path (Get-Location).ProviderPath gallery.xml
        $gallery | Export-Clixml $kept -Depth 6
        $env:SWARM_TEST_KEPT = $kept
        $texts = foreach ($mode in 'FullLanguage', 'ConstrainedLanguage') {
            $env:SWARM_TEST_MODE = $mode
            Invoke-OtherShell '$ExecutionContext.SessionState.LanguageMode = $env:SWARM_TEST_MODE
                Import-Module $env:SWARM_TEST_MODULE
                $kept = Import-Clixml $env:SWARM_TEST_KEPT
                foreach ($name in $kept.Keys) { $kept[$name] | Out-String -Width 120; $kept[$name] | Format-List | Out-String -Width 120 }
                Get-SwarmRun | Out-String -Width 120
                Get-SwarmNode | Format-Wide | Out-String -Width 120
                "mode $($ExecutionContext.SessionState.LanguageMode)"' | Out-String
        }

        $texts[0] | Should -Match 'mode FullLanguage'
        $texts[1] | Should -Match 'mode ConstrainedLanguage'
        ($texts[1] -replace 'mode \w+') | Should -Be ($texts[0] -replace 'mode \w+')
        $texts[1] | Should -Match 'run-\w{8} succeeded'
    }
}
