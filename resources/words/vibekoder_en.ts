<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>VibeKoder</name>
    <message numerus="yes">
        <source>%n answers are still arriving</source>
        <translation>
            <numerusform>An answer is still arriving</numerusform>
            <numerusform>%n answers are still arriving</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answers cost nothing: the model ran here</source>
        <translation>
            <numerusform>One answer cost nothing: the model ran here</numerusform>
            <numerusform>%n answers cost nothing: the model ran here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answers were recovered</source>
        <translation>
            <numerusform>An answer was recovered</numerusform>
            <numerusform>%n answers were recovered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answers, variants too</source>
        <translation>
            <numerusform>1 answer</numerusform>
            <numerusform>%n answers, variants too</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bytes</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n forks</source>
        <translation>
            <numerusform>%n fork</numerusform>
            <numerusform>%n forks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pieces</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pieces are missing: fix before sending</source>
        <translation>
            <numerusform>%n piece is missing: fix before sending</numerusform>
            <numerusform>%n pieces are missing: fix before sending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pieces cannot be had</source>
        <translation>
            <numerusform>%n more piece cannot be had</numerusform>
            <numerusform>%n more pieces cannot be had</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pieces changed</source>
        <translation>
            <numerusform>%n piece changed</numerusform>
            <numerusform>%n pieces changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n places replaced</source>
        <translation>
            <numerusform>%n place replaced</numerusform>
            <numerusform>%n places replaced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n secrets</source>
        <translation>
            <numerusform>%n secret</numerusform>
            <numerusform>%n secrets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n strings look like secrets</source>
        <translation>
            <numerusform>%n string looks like a secret</numerusform>
            <numerusform>%n strings look like secrets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slices</source>
        <translation>
            <numerusform>%n slice</numerusform>
            <numerusform>%n slices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tokens in a second</source>
        <translation>
            <numerusform>%n token in a second</numerusform>
            <numerusform>%n tokens in a second</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tokens used</source>
        <translation>
            <numerusform>%n token used</numerusform>
            <numerusform>%n tokens used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n words were left out.</source>
        <translation>
            <numerusform>%n word was left out.</numerusform>
            <numerusform>%n words were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The changes of %n files are in the prompt</source>
        <translation>
            <numerusform>The changes of %n file are in the prompt</numerusform>
            <numerusform>The changes of %n files are in the prompt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The cost of %n answers is not known and not in it</source>
        <translation>
            <numerusform>The cost of one answer is not known and not in it</numerusform>
            <numerusform>The cost of %n answers is not known and not in it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The program had ended before %n were in their sessions. They are there now.</source>
        <translation>
            <numerusform>The program had ended before it was in its session. It is there now.</numerusform>
            <numerusform>The program had ended before they were in their sessions. They are there now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pieces are read as they are on the disk now.</source>
        <translation>
            <numerusform>%n piece is read as it is on the disk now.</numerusform>
            <numerusform>%n pieces are read as they are on the disk now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pieces of the answer were unreadable.</source>
        <translation>
            <numerusform>%n piece of the answer was unreadable.</numerusform>
            <numerusform>%n pieces of the answer were unreadable.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slices are deleted</source>
        <translation>
            <numerusform>%n slice is deleted</numerusform>
            <numerusform>%n slices are deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About %n tokens of later slices stay behind: they are not sent again.</source>
        <translation>
            <numerusform>About %n token of later slices stays behind: it is not sent again.</numerusform>
            <numerusform>About %n tokens of later slices stay behind: they are not sent again.</numerusform>
        </translation>
    </message>
</context>
</TS>
